#include "testing/discovery.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file_access.h"
#include "base/glob.h"
#include "testing/test_file.h"

namespace pawl::testing {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMostIgnoreBytes = size_t{1} << 20;
constexpr int kDeepestFolder = 100;

/// A line of a .gitignore.
struct IgnoreRule {
  fs::path folder;       // of the .gitignore
  std::string pattern;   // without a slash at its ends
  bool is_path = false;  // it has a slash: matched from `folder` on
};

std::vector<IgnoreRule> ignore_rules(const fs::path& folder) {
  std::vector<IgnoreRule> rules;
  const std::string text = beginning_of((folder / ".gitignore").string(), kMostIgnoreBytes);
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || line.front() == '#' || line.front() == '!') continue;
    if (line.back() == '/') line.pop_back();
    if (line.starts_with("**/")) line.erase(0, 3);
    const bool is_path = line.find('/') != std::string::npos;
    if (line.starts_with('/')) line.erase(0, 1);
    if (!line.empty()) rules.push_back({folder, std::move(line), is_path});
  }
  return rules;
}

class Search {
 public:
  void add(const fs::path& file) {
    std::error_code ignored;
    const fs::path real = fs::weakly_canonical(file, ignored);
    if (seen_.insert(real.string()).second) files_.push_back(file.lexically_normal().string());
  }

  void search(const fs::path& folder, int depth) {
    if (depth > kDeepestFolder) return;
    const size_t rules_before = rules_.size();
    for (IgnoreRule& rule : ignore_rules(folder)) rules_.push_back(std::move(rule));
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
      entries.push_back(*entry);
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      const std::string name = entry.path().filename().string();
      std::error_code ignored;
      if (name.starts_with('.') || is_ignored(entry.path(), name)) continue;
      if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
        if (name != "node_modules") search(entry.path(), depth + 1);
      } else if (is_test_file(name) && entry.is_regular_file(ignored)) {
        add(entry.path());
      }
    }
    rules_.resize(rules_before);
  }

  std::vector<std::string> take() { return std::move(files_); }

 private:
  [[nodiscard]] bool is_ignored(const fs::path& path, const std::string& name) const {
    return std::any_of(rules_.begin(), rules_.end(), [&](const IgnoreRule& rule) {
      return glob_matches(rule.pattern, rule.is_path ? path.lexically_relative(rule.folder).string() : name);
    });
  }

  std::vector<IgnoreRule> rules_;
  std::set<std::string> seen_;
  std::vector<std::string> files_;
};

}  // namespace

Result<std::vector<std::string>> find_test_files(const std::vector<std::string>& paths) {
  Search search;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return fail("'" + path + "' does not exist");
    if (fs::is_directory(status)) {
      search.search(path, 0);
    } else if (is_test_file(path)) {
      search.add(path);
    } else {
      return fail("'" + path + "' is no test file: their names end in .test.yaml, .test.yml or .test.json");
    }
  }
  return search.take();
}

}  // namespace pawl::testing
