// Cases made of recorded executions: their inputs, and what their tasks answered.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "testing/test_bench.h"
#include "testing/test_writer.h"

namespace pawl::testing {

/// A case, and how an execution with its mocks ends.
struct RecordedCase {
  WrittenCase written;
  std::string path;       // of its execution, and its status: two with the same go the same way
  std::string deviation;  // in which way it differs from the record, one line; empty: in none
};

/// Makes cases about one definition, and knows what they reach.
class CaseRecorder {
 public:
  /// Errors: the definition cannot be read, or is invalid.
  static workflow::ServiceResult<CaseRecorder> open(const workflow::DefinitionSource& definition);

  /// `run` as RunStore::find() takes it. Expected is what an execution with the mocks does. Errors: the
  /// history cannot be read, or lacks what a task gave.
  workflow::ServiceResult<RecordedCase> make(const std::string& run, const std::string& name);

  [[nodiscard]] const TestBench& bench() const { return *bench_; }

 private:
  explicit CaseRecorder(std::unique_ptr<TestBench> bench) : bench_(std::move(bench)) {}
  std::unique_ptr<TestBench> bench_;
};

}  // namespace pawl::testing
