#include "testing/test_file.h"

#include <array>
#include <filesystem>
#include <set>

#include "tasks/config_reader.h"
#include "tasks/mock_binding.h"
#include "tasks/runner_kind.h"
#include "testing/expectation_reader.h"

namespace pawl::testing {

namespace {

namespace fs = std::filesystem;
using source::Node;
using source::NodeMember;
using tasks::ConfigReader;

constexpr std::array<std::string_view, 3> kSuffixes = {".test.yaml", ".test.yml", ".test.json"};

class TestFileReader {
 public:
  explicit TestFileReader(TestFileResult& result) : file_(result.file), reader_(result.findings) {}

  void read() {
    const Node& root = file_.document.root;
    const Node* cases = nullptr;
    reader_.object(root, "the test file",
                   {{"$schema", [](const NodeMember&) {}},
                    {"definition", [&](const NodeMember& m) { file_.definition = beside(text_of(m)); }},
                    {"subst",
                     [&](const NodeMember& m) {
                       for (auto& [name, value] : reader_.text_map(m.value, "'subst'"))
                         file_.substitutions.emplace_back(name, value);
                     }},
                    {"type",
                     [&](const NodeMember& m) {
                       if (reader_.word(m.value, "'type'", {"standard", "express"}) == "express")
                         file_.type = asl::WorkflowType::Express;
                     }},
                    {"config", [&](const NodeMember& m) { file_.config = beside(text_of(m)); }},
                    {"buckets", [&](const NodeMember& m) { file_.bucket_root = beside(text_of(m)); }},
                    {"mock_file", [&](const NodeMember& m) { file_.mock_file = beside(text_of(m)); }},
                    {"mock_validation", [&](const NodeMember& m) { read_validation(m); }},
                    {"input", [&](const NodeMember& m) { common_.input = source::to_value(m.value); }},
                    {"context", [&](const NodeMember& m) { common_.context = read_object(m); }},
                    {"variables", [&](const NodeMember& m) { common_.variables = read_object(m); }},
                    {"mocks", [&](const NodeMember& m) { file_.mocks = read_mocks(m); }},
                    {"real", [&](const NodeMember& m) { read_real(m, common_); }},
                    {"cases", [&](const NodeMember& m) { cases = &m.value; }}});
    if (file_.definition.empty()) find_definition();
    if (cases == nullptr) return reader_.error(root, "a test file has 'cases', a list");
    reader_.each_element(*cases, "'cases'", [&](const Node& node) { read_case(node); });
  }

 private:
  std::string text_of(const NodeMember& member) {
    return reader_.text(member.value, "'" + member.key + "'").value_or("");
  }

  /// A path that starts at the test file's folder, from the current directory.
  [[nodiscard]] std::string beside(const std::string& path) const {
    return (fs::path(file_.path).parent_path() / path).lexically_normal().string();
  }

  void find_definition() {
    const std::string stem(stem_of(file_.path));
    for (const char* suffix : {".asl.json", ".asl.yaml", ".asl.yml"}) {
      std::error_code ignored;
      file_.definition = stem + suffix;
      if (fs::is_regular_file(file_.definition, ignored)) return;
    }
    reader_.error(file_.document.root, "'definition' says which state machine is tested, since there is no " +
                                           fs::path(stem).filename().string() +
                                           ".asl.json or .asl.yaml beside the test file");
  }

  Value read_object(const NodeMember& member) {
    Value value = source::to_value(member.value);
    if (!value.is_object()) reader_.error(member.value, "'" + member.key + "' must be an object");
    return value;
  }

  void read_validation(const NodeMember& member) {
    const auto word = reader_.word(member.value, "'mock_validation'", {"strict", "present", "none"});
    if (word == "present") file_.mock_validation = aws::FieldValidation::Present;
    if (word == "none") file_.mock_validation = aws::FieldValidation::None;
  }

  void read_real(const NodeMember& member, TestCase& test) {
    test.is_real = reader_.boolean(member.value, "'real'").value_or(false);
  }

  void read_case(const Node& node) {
    TestCase test;
    test.input = common_.input;
    test.context = common_.context;
    test.variables = common_.variables;
    test.is_real = common_.is_real;
    test.span = {node.span.begin, std::min(node.span.begin + 1, node.span.end)};
    reader_.object(
        node, "a case",
        {{"name",
          [&](const NodeMember& m) {
            test.name = text_of(m);
            test.span = m.value.span;
          }},
         {"input", [&](const NodeMember& m) { test.input = source::to_value(m.value); }},
         {"context", [&](const NodeMember& m) { test.context = read_object(m); }},
         {"variables", [&](const NodeMember& m) { test.variables = read_object(m); }},
         {"mocks", [&](const NodeMember& m) { test.mocks = read_mocks(m); }},
         {"mock_case",
          [&](const NodeMember& m) {
            test.mock_case = text_of(m);
            test.mock_case_span = m.value.span;
            if (!file_.mock_file)
              reader_.error(m.value, "'mock_case' is one of 'mock_file', which is missing");
          }},
         {"real", [&](const NodeMember& m) { read_real(m, test); }},
         {"expect", [&](const NodeMember& m) { test.expect = read_expectations(reader_, m.value); }}});
    if (test.name.empty()) return reader_.error_at(test.span, "config-value", "a case has a 'name'");
    if (!names_.insert(test.name).second)
      return reader_.error_at(test.span, "config-value", "another case has this name");
    file_.cases.push_back(std::move(test));
  }

  std::vector<Mock> read_mocks(const NodeMember& member) {
    std::vector<Mock> mocks;
    reader_.each_member(member.value, "'mocks'", [&](const NodeMember& m) {
      auto binding = std::make_shared<tasks::Binding>();
      binding->directory = file_.directory;
      binding->origin = fs::path(file_.path).filename().string() + ":" +
                        std::to_string(file_.document.locate(m.key_span).line);
      binding->target = read_target(m);
      mocks.push_back({.of = m.key, .span = m.key_span, .binding = std::move(binding)});
    });
    return mocks;
  }

  /// Answers, or a command.
  tasks::BindingTarget read_target(const NodeMember& member) {
    const tasks::RunnerKind& command = tasks::ExecBinding::kind();
    if (member.value.kind == Node::Kind::Object && member.value.members.size() == 1) {
      const NodeMember& only = member.value.members.front();
      for (const std::string_view key : command.keys) {
        if (only.key == key) return command.read(reader_, only);
      }
    }
    tasks::MockBinding mock = tasks::read_mock(reader_, member.value);
    mock.needs_answer = true;
    return mock;
  }

  TestFile& file_;
  ConfigReader reader_;
  TestCase common_;
  std::set<std::string> names_;
};

TestFileResult read_loaded(const std::string& path, source::LoadResult loaded) {
  TestFileResult result;
  std::error_code ignored;
  result.file.path = path;
  result.file.directory = fs::absolute(path, ignored).lexically_normal().parent_path().string();
  result.file.document = std::move(loaded.document);
  result.findings = std::move(loaded.diagnostics);
  if (!source::has_errors(result.findings)) TestFileReader(result).read();
  for (source::Diagnostic& finding : result.findings) finding.code.clear();  // AWS has no say here
  return result;
}

}  // namespace

std::string_view stem_of(std::string_view path) {
  for (const std::string_view suffix : kSuffixes) {
    if (path.ends_with(suffix)) return path.substr(0, path.size() - suffix.size());
  }
  return path;
}

Result<TestFileResult> load_test_file(const std::string& path) {
  PAWL_TRY(auto loaded, source::load(path));
  return read_loaded(path, std::move(loaded));
}

TestFileResult read_test_file(const std::string& path, std::string text, source::Format format) {
  return read_loaded(path, source::read(path, std::move(text), format));
}

bool is_test_file(std::string_view path) { return stem_of(path) != path; }

}  // namespace pawl::testing
