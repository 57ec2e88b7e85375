// The forms in which `test` reports: one file each, one table.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal/console.h"
#include "testing/case_result.h"
#include "testing/test_runs.h"

namespace pawl::cli {

/// A report in the making. What the calls return is written to standard output at once, in this order.
class TestReport {
 public:
  virtual ~TestReport() = default;
  virtual std::string begin() { return {}; }
  virtual std::string ended(const testing::CaseResult& result) = 0;
  virtual std::string broke(const testing::BrokenTestFile& file) = 0;
  /// `shortfall`: what --min-coverage asks for and was not reached, one line; empty: nothing.
  virtual std::string finish(const testing::TestTotals& totals, const std::string& shortfall) = 0;
};

struct TestReportSettings {
  const Console& console;
  bool is_verbose = false;  // every case, with its path
};

struct TestReportFormat {
  std::string_view name;
  std::unique_ptr<TestReport> (*make)(const TestReportSettings& settings);
};

/// All of them, in the order of the help.
std::span<const TestReportFormat> test_report_formats();
/// Null: there is none of this name.
const TestReportFormat* find_test_report_format(std::string_view name);
/// github where GitHub Actions runs pawl, else text.
const TestReportFormat& default_test_report_format();

/// "3 passed, 1 failed in 0.21 s (3 h 12 min of virtual time)"
std::string totals_text(const testing::TestTotals& totals);
/// "order.test.yaml:31:13: path: after 'Charge' expected 'Reject', got 'Notify'"
std::string failure_text(const testing::CaseResult& result, const testing::CaseFailure& failure);
/// What stands below the failures of a case: the path it took, unless they say it, and the command that runs
/// it alone.
std::vector<std::string> lines_below(const testing::CaseResult& result);

}  // namespace pawl::cli
