// TestBench: a test file with its definition loaded, on which cases run one after another in one thread.
#pragma once
#include <memory>
#include <string>

#include "coverage/recorder.h"
#include "testing/case_result.h"
#include "testing/snapshot.h"
#include "testing/test_file.h"
#include "workflow/workflow.h"

namespace pawl::testing {

class TestBench {
 public:
  /// Loads the test file and its definition. Errors: one of them is unreadable or invalid, the test file
  /// names a state that does not exist, or mocks none.
  static workflow::ServiceResult<std::unique_ptr<TestBench>> open(const std::string& path);
  /// The same for a test file that is read already.
  static workflow::ServiceResult<std::unique_ptr<TestBench>> open(TestFile file);
  ~TestBench();
  TestBench(const TestBench&) = delete;
  TestBench& operator=(const TestBench&) = delete;

  [[nodiscard]] const TestFile& file() const;
  [[nodiscard]] const workflow::Definition& definition() const;

  /// Runs a case of its file on virtual time. A snapshot that differs or is missing is a failure.
  CaseResult run(const TestCase& test);

  /// The snapshots beside the file.
  [[nodiscard]] const Snapshots& snapshots() const;
  /// What all cases so far reached.
  [[nodiscard]] const coverage::CoveragePoints& points() const;
  [[nodiscard]] const coverage::CoverageCounts& counts() const;

 private:
  struct Parts;
  explicit TestBench(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pawl::testing
