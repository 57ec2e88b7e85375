#include "aws/botocore.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "aws/services.h"
#include "value/parse.h"

namespace pawl::aws {
namespace {

namespace fs = std::filesystem;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

/// A file's text, inflated if it is gzip'ed; nullopt if it cannot be read or is larger than any model.
std::optional<std::string> read_text(const fs::path& path) {
  constexpr size_t kMost = size_t{64} << 20;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(::gzopen(path.c_str(), "rb"), ::gzclose);
  if (file == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const int count = ::gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (count < 0 || text.size() > kMost) return std::nullopt;
    if (count == 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  int error = Z_OK;
  ::gzerror(file.get(), &error);
  if (error != Z_OK) return std::nullopt;
  return text;
}

/// "1.43.11" as numbers; what is no number ends it.
std::array<int, 3> version_numbers(std::string_view text) {
  std::array<int, 3> numbers{};
  for (int& number : numbers) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) break;
    text.remove_prefix(std::min(text.size(), static_cast<size_t>(end - text.data()) + 1));
  }
  return numbers;
}

std::array<int, 3> version_of_botocore(const fs::path& folder) {
  const std::optional<std::string> text = read_text(folder / "__init__.py");
  constexpr std::string_view kVersion = "__version__ = '";
  const size_t at = text ? text->find(kVersion) : std::string::npos;
  return at == std::string::npos ? std::array<int, 3>{}
                                 : version_numbers(std::string_view(*text).substr(at + kVersion.size()));
}

using Version = std::array<int, 3>;

/// What is at ROOT/python3*/.
void add_packages(const fs::path& root, std::vector<fs::path>& folders) {
  std::error_code error;
  for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with("python3")) continue;
    for (const char* packages : {"site-packages", "dist-packages"})
      folders.push_back(entry->path() / packages / "botocore/data");
  }
}

/// What belongs to the programs of one folder of PATH: a Python's packages, those of pyenv's Pythons, and the
/// models that the AWS CLI brings.
void add_programs(const fs::path& programs, std::vector<fs::path>& folders) {
  std::error_code error;
  if (fs::exists(programs / "python3", error)) {
    add_packages(programs.parent_path() / "lib", folders);
    const fs::path versions = programs.parent_path() / "versions";
    for (fs::directory_iterator entry(versions, error), end; !error && entry != end; entry.increment(error))
      add_packages(entry->path() / "lib", folders);
  }
  if (const fs::path aws = fs::canonical(programs / "aws", error); !error) {
    for (const char* data : {"awscli/botocore/data", "../awscli/botocore/data", "awscli/data"}) {
      if (fs::is_directory(aws.parent_path() / data / "dynamodb", error))
        folders.push_back(aws.parent_path() / data);
    }
  }
}

/// Where a botocore's data/ may be.
std::vector<fs::path> data_folders() {
  std::vector<fs::path> folders;
  for (const char* variable : {"HOME", "VIRTUAL_ENV"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value != '/') continue;
    add_packages(fs::path(value) / (std::string_view(variable) == "HOME" ? ".local/lib" : "lib"), folders);
  }
  for (const char* root : {"/usr/local/lib", "/usr/lib"}) add_packages(root, folders);
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path != nullptr ? path : ""; !rest.empty();) {
    const std::string_view programs = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), programs.size() + 1));
    if (programs.starts_with('/')) add_programs(programs, folders);
  }
  return folders;
}

std::string squeezed(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_upper(c) || is_lower(c) || (c >= '0' && c <= '9')) out += to_lower(c);
  }
  return out;
}

}  // namespace

std::string sdk_name(std::string_view name) {
  // As pascal_case in services.py: of leading capitals only the first is kept, and the one that begins the
  // next word.
  std::string out(name);
  const auto begins_word = [&](size_t i) { return i + 1 < name.size() && is_lower(name[i + 1]); };
  for (size_t i = 1; i < out.size() && is_upper(name[i - 1]) && is_upper(name[i]) && !begins_word(i); ++i)
    out[i] = to_lower(name[i]);
  if (!out.empty()) out.front() = to_upper(out.front());
  return out;
}

void BotocoreData::look() {
  if (std::exchange(has_looked_, true)) return;
  fs::path data;
  std::error_code error;
  if (const char* given = std::getenv(kVariable); given != nullptr && *given != '\0') {
    data = given;
    if (!fs::is_directory(data, error)) problem_.append(kVariable).append(" is no folder: ").append(given);
  } else {
    Version newest{};
    if (accepted_ == Accepted::NewerThanTable) newest = version_numbers(table_version());
    for (const fs::path& found : data_folders()) {
      if (!fs::is_directory(found, error)) continue;
      const Version version = version_of_botocore(found.parent_path());
      if (version < newest || (version == newest && (accepted_ != Accepted::Any || !data.empty()))) continue;
      newest = version;
      data = found;
    }
  }
  for (fs::directory_iterator entry(data, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = squeezed(entry->path().filename().string());
    const std::string_view service = service_by_other_name(name);
    folders_.emplace(service.empty() ? name : std::string(service), entry->path());
  }
}

std::optional<Value> BotocoreData::model(std::string_view service) {
  look();
  const auto folder = folders_.find(service);
  if (folder == folders_.end()) return std::nullopt;
  fs::path newest;
  std::error_code error;
  for (fs::directory_iterator version(folder->second, error), end; !error && version != end;
       version.increment(error))
    newest = std::max(newest, version->path());
  if (newest.empty()) return std::nullopt;
  std::optional<std::string> text = read_text(newest / "service-2.json");
  if (!text) text = read_text(newest / "service-2.json.gz");
  Result<Value> model = text ? parse_json(*text) : fail("cannot be read");
  const Value* operations = model ? model->find("operations") : nullptr;
  if (operations == nullptr || !operations->is_object()) {
    problem_ = "no service model in " + newest.string();
    return std::nullopt;
  }
  return std::move(*model);
}

const std::string& BotocoreData::problem() {
  look();
  return problem_;
}

}  // namespace pawl::aws
