// The order of the folders of lib/, and where the heavy headers may appear.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/places.h"

namespace {

namespace fs = std::filesystem;

// The layers, lowest first. A folder includes itself and what stands on earlier lines; the folders of
// one line are siblings and never include each other. cli/ stands above all of them.
// clang-format off
const std::vector<std::vector<std::string_view>> kLayers = {
    {"base"},
    {"value"},
    {"source"},
    {"jsonpath", "jsonata"},
    {"intrinsics"},
    {"asl"},
    {"analysis", "aws", "items"},
    {"rules", "history", "starter"},
    {"graph", "engine"},
    {"replay", "tasks", "waiting", "coverage", "test_state"},
    {"workflow", "runtime", "explore"},
    {"runs", "workers"},
    {"remote", "testing", "service"},
    {"server"},
    {"api", "include"},
};
// clang-format on

struct Include {
  std::string file;  // the including file, from the project's root: "lib/asl/state.h"
  int line;
  char quote;        // '"' or '<'
  std::string path;  // what is included
};

std::optional<std::size_t> layer_of(std::string_view folder) {
  for (std::size_t i = 0; i < kLayers.size(); ++i) {
    if (std::find(kLayers[i].begin(), kLayers[i].end(), folder) != kLayers[i].end()) return i;
  }
  return std::nullopt;
}

std::string first_folder(std::string_view path) {
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

// "lib/asl/state.h" is in "asl", "cli/app.cpp" in "cli", a file right in lib/ in "".
std::string folder_of(std::string_view file) {
  return file.starts_with("lib/") ? first_folder(file.substr(4)) : first_folder(file);
}

bool is_header(std::string_view file) { return file.ends_with(".h"); }

// Why this include breaks the order of layers, or nothing.
std::optional<std::string> layer_error(const Include& include) {
  if (!include.file.starts_with("lib/")) return std::nullopt;
  if (include.quote != '"') {
    if (layer_of(first_folder(include.path))) return "our own headers are included with quotes";
    return std::nullopt;
  }
  const std::string from = folder_of(include.file);
  const std::string to = first_folder(include.path);
  if (to.empty()) return "includes are written from lib/, with the folder";
  if (from == to) return std::nullopt;
  const auto from_layer = layer_of(from);
  const auto to_layer = layer_of(to);
  if (!to_layer) return to + "/ is not in the table of layers";
  if (!from_layer) return from + "/ is not in the table of layers";
  if (*from_layer == *to_layer) return from + "/ and " + to + "/ are siblings";
  if (*from_layer < *to_layer) return from + "/ is below " + to + "/";
  return std::nullopt;
}

void collect_includes(const fs::path& path, std::vector<Include>& includes) {
  const std::string name = fs::relative(path, pawl::testing_support::kSourceDir).generic_string();
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), name);
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    std::string_view rest = text;
    const auto skip_blanks = [&rest] {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    };
    skip_blanks();
    if (!rest.starts_with('#')) continue;
    rest.remove_prefix(1);
    skip_blanks();
    if (!rest.starts_with("include")) continue;
    rest.remove_prefix(7);
    skip_blanks();
    if (rest.empty() || (rest.front() != '"' && rest.front() != '<')) continue;
    const char quote = rest.front();
    rest.remove_prefix(1);
    const auto end = rest.find(quote == '<' ? '>' : '"');
    if (end == std::string_view::npos) continue;
    includes.push_back({name, line, quote, std::string(rest.substr(0, end))});
  }
}

const std::vector<Include>& all_includes() {
  static const std::vector<Include> includes = [] {
    std::vector<Include> found;
    for (const char* root : {"lib", "cli"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(pawl::testing_support::kSourceDir) / root)) {
        const auto extension = entry.path().extension();
        if (extension == ".h" || extension == ".cpp") collect_includes(entry.path(), found);
      }
    }
    return found;
  }();
  return includes;
}

std::string text_of(const Include& include) {
  std::ostringstream out;
  out << include.file << ':' << include.line << ": " << include.path;
  return out.str();
}

std::string text_in(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The types that a header declares with their bodies right in a namespace, where clang-format does not
// indent.
std::vector<std::string> types_declared(const std::string& text) {
  static const std::regex kBody(R"(^(?:struct|class|enum class|enum|union) (\w+)\b(?!::)[^;{]*\{)");
  static const std::regex kAlias(R"(^using (\w+) =)");
  std::vector<std::string> names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kBody) || std::regex_search(line, match, kAlias))
      names.push_back(match[1]);
  }
  return names;
}

std::set<std::string> files_including(std::string_view prefix) {
  std::set<std::string> files;
  for (const auto& include : all_includes()) {
    if (include.path.starts_with(prefix)) files.insert(include.file);
  }
  return files;
}

}  // namespace

TEST_SUITE("layers") {
  TEST_CASE("the check knows lower, higher, sibling and unknown folders") {
    const auto error = [](const char* file, const char* path) {
      return layer_error({file, 1, '"', path}).value_or("");
    };
    CHECK(error("lib/asl/state.h", "base/result.h") == "");
    CHECK(error("lib/asl/state.h", "asl/retrier.h") == "");
    CHECK(error("lib/testing/report.cpp", "runtime/driver.h") == "");
    CHECK(error("lib/base/result.h", "asl/state.h") == "base/ is below asl/");
    CHECK(error("lib/jsonata/parser.cpp", "jsonpath/path.h") == "jsonata/ and jsonpath/ are siblings");
    CHECK(error("lib/tasks/binding.cpp", "replay/replayer.h") == "tasks/ and replay/ are siblings");
    CHECK(error("lib/runtime/driver.cpp", "cli/app.h") == "cli/ is not in the table of layers");
    CHECK(error("lib/asl/state.h", "retrier.h") == "includes are written from lib/, with the folder");
    CHECK(layer_error({"lib/asl/state.h", 1, '<', "base/result.h"}).has_value());
    CHECK_FALSE(layer_error({"lib/asl/state.h", 1, '<', "vector"}).has_value());
  }

  TEST_CASE("every folder of lib/ has its layer") {
    for (const auto& entry : fs::directory_iterator(fs::path(pawl::testing_support::kSourceDir) / "lib")) {
      if (!entry.is_directory()) continue;
      CHECK_MESSAGE(layer_of(entry.path().filename().string()).has_value(), entry.path().string());
    }
  }

  TEST_CASE("lower layers never include higher ones, siblings never each other") {
    for (const auto& include : all_includes()) {
      const auto error = layer_error(include);
      CHECK_MESSAGE(!error.has_value(), text_of(include), ": ", error.value_or(""));
    }
  }

  TEST_CASE("Asio stays in tasks/, runtime/ and server/") {
    for (const auto& include : all_includes()) {
      if (!include.path.starts_with("boost/asio")) continue;
      const std::string folder = folder_of(include.file);
      CHECK_MESSAGE((folder == "tasks" || folder == "runtime" || folder == "server"), text_of(include));
    }
  }

  TEST_CASE("yaml-cpp is included by one file, and so is CLI11") {
    const auto yaml = files_including("yaml-cpp/");
    CHECK(yaml.size() <= 1);
    for (const auto& file : yaml) {
      CHECK_MESSAGE((file.starts_with("lib/source/") && !is_header(file)), file);
    }
    CHECK(files_including("CLI/") == std::set<std::string>{"cli/arguments/parser.cpp"});
  }

  TEST_CASE("nlohmann's tree, which is slow to compile, is the oracle of fuzz targets only") {
    CHECK(files_including("nlohmann/").empty());
  }

  TEST_CASE("a type's name means one thing: no two folders declare the same one in a header") {
    std::map<std::string, std::string> declared;  // name -> where
    for (const char* root : {"lib", "cli"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(pawl::testing_support::kSourceDir) / root)) {
        if (!is_header(entry.path().string())) continue;
        const std::string file =
            fs::relative(entry.path(), pawl::testing_support::kSourceDir).generic_string();
        if (file.starts_with("lib/include/")) continue;  // the public names for what stands inside
        for (const auto& name : types_declared(text_in(entry.path()))) {
          const std::string& first = declared.emplace(name, file).first->second;
          // A file may declare one again: a template's specialization.
          CHECK_MESSAGE(first == file, name, " is declared in ", first, " and in ", file);
        }
      }
    }
    CHECK(declared.contains("StateMachine"));
  }

  TEST_CASE("types of a namespace are found, nested and announced ones are not") {
    const auto names = types_declared(R"(
namespace pawl {
struct Plain {
  enum class Nested : uint8_t { A };
  struct Inner {};
};
class Derived final : public Base<int> {
};
class Announced;
enum class Kind : uint8_t { A, B };
template <class T>
struct Box {
};
using Alias = std::vector<int>;
using other::Imported;
}
)");
    CHECK(names == std::vector<std::string>{"Plain", "Derived", "Kind", "Box", "Alias"});
  }

  // ctest runs the tests suite by suite: a test case of another suite would be run by nobody.
  TEST_CASE("every test file opens the suite of its folder") {
    const fs::path tests = fs::path(pawl::testing_support::kSourceDir) / "tests";
    for (const auto& entry : fs::recursive_directory_iterator(tests)) {
      const std::string name = fs::relative(entry.path(), tests).generic_string();
      if (!name.ends_with("_test.cpp")) continue;
      std::string suite = first_folder(name);
      if (suite.empty()) suite = name.substr(0, name.size() - std::string_view("_test.cpp").size());
      CHECK_MESSAGE(text_in(entry.path()).find("TEST_SUITE(\"" + suite + "\")") != std::string::npos, name);
    }
  }
}
