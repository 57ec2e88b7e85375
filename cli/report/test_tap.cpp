// TAP 13 (Test Anything Protocol), which prove(1) reads.
#include <fmt/format.h>

#include "cli/report/test_report.h"

namespace pawl::cli {
namespace {

using testing::CaseResult;

/// A description: `#` would begin a directive.
std::string described(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

class TapTestReport : public TestReport {
 public:
  std::string begin() override { return "TAP version 13\n"; }

  std::string ended(const CaseResult& result) override {
    const std::string name = described(result.file + ": " + result.name);
    if (result.outcome == CaseResult::Outcome::Passed) return fmt::format("ok {} - {}\n", ++count_, name);
    if (result.outcome == CaseResult::Outcome::Skipped)
      return fmt::format("ok {} - {} # SKIP not run\n", ++count_, name);
    std::string out = fmt::format("not ok {} - {}\n", ++count_, name);
    for (const testing::CaseFailure& failure : result.failures) {
      out += "# " + failure_text(result, failure) + "\n";
      for (const std::string& line : failure.details) out += "#   " + line + "\n";
    }
    for (const std::string& line : lines_below(result)) out += "# " + line + "\n";
    return out;
  }

  std::string broke(const testing::BrokenTestFile& file) override {
    std::string out = fmt::format("not ok {} - {}\n# {}\n", ++count_, described(file.file), file.message);
    for (const std::string& line : file.lines) out += "# " + line + "\n";
    return out;
  }

  std::string finish(const testing::TestTotals& totals, const std::string& shortfall) override {
    std::string out;
    if (!shortfall.empty()) out = fmt::format("not ok {} - --min-coverage\n# {}\n", ++count_, shortfall);
    return out + fmt::format("1..{}\n# {}\n", count_, totals_text(totals));
  }

 private:
  uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<TestReport> tap_test_report(const TestReportSettings&) {
  return std::make_unique<TapTestReport>();
}

}  // namespace pawl::cli
