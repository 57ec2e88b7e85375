// A folder with a definition and a test file about it, whose cases run in the test's own thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "support/process.h"
#include "tasks/config.h"
#include "testing/test_bench.h"

namespace pawl::test {

class TestFolder {
 public:
  TestFolder(std::string_view definition, std::string_view tests) {
    (void)folder.write("flow.asl.json", definition);
    (void)folder.write("flow.test.yaml", tests);
  }
  [[nodiscard]] std::string test_file() const { return (folder.path() / "flow.test.yaml").string(); }

  /// Throws why it cannot be opened: the message, and a line for each finding.
  [[nodiscard]] std::unique_ptr<testing::TestBench> open() const {
    auto bench = testing::TestBench::open(test_file());
    if (bench) return std::move(*bench);
    std::string why = bench.error().message;
    if (bench.error().document != nullptr)
      why += "\n" + tasks::describe(*bench.error().document, bench.error().findings);
    throw why;
  }
  /// Why it cannot be opened.
  [[nodiscard]] std::string broken() const {
    try {
      (void)open();
    } catch (const std::string& why) {
      return why;
    }
    return "it is not broken";
  }

  testing_support::TemporaryFolder folder;
};

/// "passed", or a line "line:what: message" for each failure with its details indented below it.
inline std::string outcome_of(const testing::CaseResult& result) {
  if (result.failures.empty()) return "passed";
  std::string text;
  for (const testing::CaseFailure& failure : result.failures) {
    text += std::to_string(failure.place.line) + ":" + failure.what + ": " + failure.message + "\n";
    for (const std::string& line : failure.details) text += "  " + line + "\n";
  }
  return text;
}

/// Of the only case of a file.
inline std::string outcome_of(std::string_view definition, std::string_view tests) {
  const TestFolder folder(definition, tests);
  const auto bench = folder.open();
  return outcome_of(bench->run(bench->file().cases.front()));
}

}  // namespace pawl::test
