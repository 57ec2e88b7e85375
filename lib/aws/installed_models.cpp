#include "aws/installed_models.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>

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

/// Where Python's installers put packages.
std::vector<fs::path> package_folders() {
  std::vector<fs::path> roots = {"/usr/local/lib", "/usr/lib"};
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    roots.insert(roots.begin(), fs::path(home) / ".local/lib");
  if (const char* environment = std::getenv("VIRTUAL_ENV"); environment != nullptr && *environment == '/')
    roots.insert(roots.begin(), fs::path(environment) / "lib");
  std::vector<fs::path> folders;
  for (const fs::path& root : roots) {
    std::error_code error;
    for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
      if (!entry->path().filename().string().starts_with("python3")) continue;
      folders.push_back(entry->path() / "site-packages");
      folders.push_back(entry->path() / "dist-packages");
    }
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

/// As pascal_case in services.py: of leading capitals only the first is kept, and the one that begins the
/// next word.
std::string pascal_case(std::string_view name) {
  std::string out(name);
  const auto begins_word = [&](size_t i) { return i + 1 < name.size() && is_lower(name[i + 1]); };
  for (size_t i = 1; i < out.size() && is_upper(name[i - 1]) && is_upper(name[i]) && !begins_word(i); ++i)
    out[i] = to_lower(name[i]);
  if (!out.empty()) out.front() = to_upper(out.front());
  return out;
}

const Value* find(const Value* value, std::string_view name) {
  return value == nullptr || !value->is_object() ? nullptr : value->find(name);
}

std::string_view text_of(const Value* value) {
  return value != nullptr && value->is_string() ? value->as_string() : std::string_view();
}

/// All parameters as optional ones: nobody asks which are required.
ActionParameters parameters_in(const Value& model, const Value& operation) {
  ActionParameters parameters;
  const Value* shape = find(find(&model, "shapes"), text_of(find(find(&operation, "input"), "shape")));
  const Value* members = find(shape, "members");
  if (members == nullptr || !members->is_object()) return parameters;
  for (const Member& member : members->members())
    parameters.optional.push_back(pascal_case(member.key.as_string()));
  return parameters;
}

}  // namespace

void InstalledModels::look() {
  if (std::exchange(has_looked_, true)) return;
  fs::path data;
  std::error_code error;
  if (const char* given = std::getenv(kVariable); given != nullptr && *given != '\0') {
    data = given;
    if (!fs::is_directory(data, error)) problem_.append(kVariable).append(" is no folder: ").append(given);
  } else {
    std::array<int, 3> newest = version_numbers(table_version());
    for (const fs::path& packages : package_folders()) {
      const fs::path botocore = packages / "botocore";
      if (!fs::is_directory(botocore / "data", error)) continue;
      const std::array<int, 3> version = version_of_botocore(botocore);
      if (version <= newest) continue;
      newest = version;
      data = botocore / "data";
    }
  }
  for (fs::directory_iterator entry(data, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = squeezed(entry->path().filename().string());
    const std::string_view service = service_by_other_name(name);
    folders_.emplace(service.empty() ? name : std::string(service), entry->path().string());
  }
}

const InstalledModels::Actions* InstalledModels::actions_of(std::string_view service) {
  look();
  const auto folder = folders_.find(service);
  if (folder == folders_.end()) return nullptr;
  const auto known = read_.find(service);
  if (known != read_.end()) return known->second ? &*known->second : nullptr;
  std::optional<Actions>& actions = read_[std::string(service)];

  fs::path newest;
  std::error_code error;
  for (fs::directory_iterator version(folder->second, error), end; !error && version != end;
       version.increment(error))
    newest = std::max(newest, version->path());
  if (newest.empty()) return nullptr;
  std::optional<std::string> text = read_text(newest / "service-2.json");
  if (!text) text = read_text(newest / "service-2.json.gz");
  const Result<Value> model = text ? parse_json(*text) : fail("cannot be read");
  const Value* operations = model ? find(&*model, "operations") : nullptr;
  if (operations == nullptr || !operations->is_object()) {
    problem_ = "no service model in " + newest.string();
    return nullptr;
  }
  actions.emplace();
  for (const Member& operation : operations->members()) {
    std::string name(operation.key.as_string());
    if (!name.empty()) name.front() = to_lower(name.front());
    actions->emplace(std::move(name), parameters_in(*model, operation.value));
  }
  return &*actions;
}

bool InstalledModels::has_service(std::string_view service) { return actions_of(service) != nullptr; }

std::optional<ActionParameters> InstalledModels::parameters_of(std::string_view service,
                                                               std::string_view action) {
  const Actions* actions = actions_of(service);
  if (actions == nullptr) return std::nullopt;
  const auto found = actions->find(action);
  return found == actions->end() ? std::nullopt : std::optional(found->second);
}

const std::string& InstalledModels::problem() {
  look();
  return problem_;
}

}  // namespace pawl::aws
