// Runs the cases of many test files in several threads, and hands their results out in order.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "coverage/recorder.h"
#include "testing/case_result.h"
#include "testing/mock_tests.h"
#include "workflow/service_error.h"
#include "workflow/settings.h"

namespace pawl::testing {

/// Where cases come from: a test file, or the cases of a MockConfigFile.json for one state machine.
struct TestSource {
  std::string path;
  std::optional<MockedMachine> machine = std::nullopt;  // of a MockConfigFile.json
};

struct TestSettings {
  std::vector<TestSource> sources;
  std::string filter;  // of "FILE: NAME": a part of it, or a glob; empty: all cases
  uint64_t shard = 1;  // of `shards` parts, from 1; which one a case is in depends on its name
  uint64_t shards = 1;
  bool fail_fast = false;  // after a failure no more cases begin
  bool update = false;     // snapshots are written instead of compared
  uint32_t threads = 0;    // 0: one for each processor
};

/// Of one definition, over all test files about it.
struct DefinitionCoverage {
  workflow::DefinitionSource source;
  coverage::CoveragePoints points;
  coverage::CoverageCounts counts;
};

/// A test file that could not be run.
struct BrokenTestFile {
  std::string file;
  std::string message;             // one line
  std::vector<std::string> lines;  // what is wrong in it, with its place
  bool is_definition = false;      // the definition is invalid
};

struct TestTotals {
  uint64_t passed = 0;
  uint64_t failed = 0;
  uint64_t skipped = 0;  // they did not begin, after a failure or an interrupt
  uint64_t written = 0;  // snapshots that are new or changed, with `update`
  Millis elapsed = 0;    // virtual time of all cases
  int64_t took_us = 0;   // real time of the whole
  std::vector<BrokenTestFile> broken;
  std::vector<DefinitionCoverage> coverage;  // by the definitions' names
  int interrupted_by = 0;                    // a signal; 0: none
};

/// Receives results in the order of files and cases, in the thread that called run_tests().
class TestListener {
 public:
  virtual ~TestListener() = default;
  virtual void ended(const CaseResult& result) = 0;
  virtual void broke(const BrokenTestFile& file) = 0;
};

/// Runs all cases. SIGINT, SIGTERM and SIGHUP end it; tasks that run are stopped. Errors: a snapshot cannot
/// be written.
Result<TestTotals> run_tests(const TestSettings& settings, TestListener& listener);

/// Whether the filter takes a case.
bool takes_case(const std::string& filter, const std::string& file, const std::string& name);

}  // namespace pawl::testing
