#include "starter/starter.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "aws/name.h"
#include "base/ascii.h"
#include "base/printable.h"
#include "starter/starter_files.h"

namespace pawl::starter {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "@NAME@";       // in the texts
constexpr std::string_view kMachine = "machine.";  // begins the names of files that get the workflow's name

constexpr StarterTemplate kTemplates[] = {
    {"order", "an order: branches side by side, a Retry, and what is done when one fails"},
    {"batch", "a batch: a command for each of many files, some at a time"},
    {"api", "an HTTP API that is asked, with its errors and a decision"},
    {"approval", "a purchase that waits until somebody approves it"},
    {"map", "a Distributed Map over the rows of a CSV file"}};

Result<void> check_name(std::string_view name) {
  const auto is_good = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  if (!name.empty() && name.size() <= aws::kLongestName && name.front() != '-' &&
      std::ranges::all_of(name, is_good))
    return {};
  return fail("'" + printable(name) +
              "' cannot be the name of a workflow: use letters, digits, - and _, at most " +
              std::to_string(aws::kLongestName));
}

std::string filled(std::string_view text, std::string_view name) {
  std::string out;
  for (size_t at = text.find(kName); at != std::string_view::npos; at = text.find(kName)) {
    out.append(text.substr(0, at)).append(name);
    text.remove_prefix(at + kName.size());
  }
  return out.append(text);
}

/// The name of a template's file in the workflow's folder.
std::string file_name(std::string_view path, std::string_view name) {
  return path.starts_with(kMachine) ? std::string(name) + std::string(path.substr(kMachine.size() - 1))
                                    : std::string(path);
}

Result<void> write_starter_file(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return fail("cannot write '" + path.string() + "': " + std::strerror(errno));
  if (path.parent_path().filename() != "bin") return {};
  constexpr auto kForAll = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  fs::permissions(path, kForAll, fs::perm_options::add, error);
  if (error) return fail("cannot make '" + path.string() + "' executable: " + error.message());
  return {};
}

}  // namespace

std::span<const StarterTemplate> starter_templates() { return kTemplates; }

Result<std::vector<std::string>> make_workflow(const std::string& folder, const StarterTemplate& chosen) {
  const fs::path place = fs::path(folder).has_filename() ? fs::path(folder) : fs::path(folder).parent_path();
  const std::string name = place.filename().string();
  PAWL_CHECK(check_name(name));
  const auto exists = [&] { return fail("'" + printable(folder) + "' exists already; nothing was written"); };
  std::error_code error;
  if (fs::exists(fs::symlink_status(place, error))) return exists();
  // Under another name until everything is there.
  const fs::path draft = place.parent_path() / ("." + name + "." + std::to_string(std::random_device()()));
  if (!fs::create_directory(draft, error)) {
    return fail("cannot make a folder for '" + printable(folder) +
                "': " + (error ? error.message() : "'" + draft.string() + "' exists"));
  }
  const auto write_all_files = [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> names;
    for (const StarterFile& file : kStarterFiles) {
      if (!file.path.starts_with(chosen.name) || file.path[chosen.name.size()] != '/') continue;
      std::string own = file_name(file.path.substr(chosen.name.size() + 1), name);
      PAWL_CHECK(write_starter_file(draft / own, filled(file.text, name)));
      names.push_back(std::move(own));
    }
    if (::rename(draft.c_str(), place.c_str()) == 0) return names;
    if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR) return exists();
    return fail("cannot make '" + printable(folder) + "': " + std::strerror(errno));
  };
  auto names = write_all_files();
  if (!names) fs::remove_all(draft, error);
  return names;
}

}  // namespace pawl::starter
