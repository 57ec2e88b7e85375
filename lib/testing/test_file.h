// TestFile: the cases of a `*.test.yaml` or `*.test.json` (man pawl-test.5), as read. Its Values stay in the
// thread that read it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "aws/result_models.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "source/placeholder.h"
#include "tasks/binding.h"
#include "testing/expectation.h"
#include "value/value.h"

namespace pawl::testing {

/// What a Task does in a case instead of its own work.
struct Mock {
  std::string of;  // the state's name, or a glob of Resources
  source::Span span;
  std::shared_ptr<const tasks::Binding> binding;
};

struct TestCase {
  std::string name;
  source::Span span;  // of the name
  Value input = Value::empty_object();
  Value context;    // laid over the context object; null: none
  Value variables;  // an object that is set before the first state; null: none
  std::vector<Mock> mocks;
  std::optional<std::string> mock_case;  // of the file's MockConfigFile.json
  source::Span mock_case_span;
  bool is_real = false;  // tasks without a mock do what pawl.yaml says
  Expectations expect;
};

struct TestFile {
  std::string path;
  std::string directory;   // absolute: where its relative paths start
  std::string definition;  // a path from the current directory; also template.yaml#LogicalId
  source::Substitutions substitutions;
  asl::WorkflowType type = asl::WorkflowType::Standard;
  std::optional<std::string> config;       // a path; nothing: pawl.yaml, found upward
  std::optional<std::string> bucket_root;  // a folder: each folder in it is an S3 bucket
  std::optional<std::string> mock_file;    // a path of a MockConfigFile.json
  std::string machine_name;                // the state machine's there; empty: made of the definition's path
  aws::FieldValidation mock_validation = aws::FieldValidation::Strict;
  std::vector<Mock> mocks;  // of all cases; those of a case go first
  std::vector<TestCase> cases;
  source::Document document;

  /// Line and column of a place in it.
  [[nodiscard]] source::Location locate(source::Span span) const { return document.locate(span); }
};

/// `file` counts only if `findings` has no errors; places are in file.document.
struct TestFileResult {
  TestFile file;
  source::Diagnostics findings;
};

/// Errors: the file cannot be read. Everything wrong inside it is a finding; whether its states exist is
/// found by TestBench::open().
Result<TestFileResult> load_test_file(const std::string& path);
/// The same of a text; `path` is the file it stands for.
TestFileResult read_test_file(const std::string& path, std::string text, source::Format format);

/// Whether a file is one by its name.
bool is_test_file(std::string_view path);
/// "order" of "flows/order.test.yaml", with its folders; the path itself where it is none.
std::string_view stem_of(std::string_view path);

}  // namespace pawl::testing
