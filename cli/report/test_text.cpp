// The report of `test` for people: a line for each test file, and every failure with what differs.
#include <fmt/format.h>

#include "base/duration.h"
#include "cli/report/test_report.h"
#include "testing/judge.h"

namespace pawl::cli {
namespace {

using testing::CaseResult;

class TextTestReport : public TestReport {
 public:
  explicit TextTestReport(const TestReportSettings& settings)
      : console_(settings.console), is_verbose_(settings.is_verbose) {}

  std::string ended(const CaseResult& result) override {
    std::string out;
    if (result.file != file_) {
      out = end_file();
      file_ = result.file;
    }
    switch (result.outcome) {
      case CaseResult::Outcome::Passed: ++passed_; break;
      case CaseResult::Outcome::Failed: ++failed_; break;
      case CaseResult::Outcome::Skipped: ++skipped_; break;
    }
    if (result.outcome == CaseResult::Outcome::Failed) return out + failed(result);
    if (!is_verbose_) return out;
    const bool passed = result.outcome == CaseResult::Outcome::Passed;
    out += fmt::format("{} {}: {}", passed ? console_.paint_out(Color::Green, "ok     ") : "not run",
                       printable(result.file), printable(result.name));
    if (passed) {
      out += fmt::format(" ({}, {}", result.status, testing::path_text(result.path));
      if (result.elapsed > 0) out += ", " + format_duration(result.elapsed);
      out += ")";
    }
    out += '\n';
    for (const std::string& note : result.notes) out += "    note: " + note + "\n";
    return out;
  }

  std::string broke(const testing::BrokenTestFile& file) override {
    std::string out = end_file();
    file_.clear();
    out += fmt::format("{}  {}: {}\n", console_.paint_out(Color::Red, "broken"), printable(file.file),
                       file.message);
    for (const std::string& line : file.lines) out += "    " + line + "\n";
    return out;
  }

  std::string finish(const testing::TestTotals& totals, const std::string& shortfall) override {
    std::string out = end_file();
    const bool is_good = totals.failed == 0 && totals.broken.empty();
    out += console_.paint_out(is_good ? Color::Green : Color::Red, totals_text(totals)) + "\n";
    if (totals.written > 0)
      out += fmt::format("{} snapshot{} written\n", totals.written, totals.written == 1 ? "" : "s");
    if (!shortfall.empty()) out += console_.paint_out(Color::Red, shortfall) + "\n";
    return out;
  }

 private:
  std::string end_file() {
    if (passed_ + failed_ + skipped_ == 0) return {};
    std::string out;
    if (!is_verbose_) {
      out = fmt::format("{}: {} passed", printable(file_), passed_);
      if (failed_ > 0) out += fmt::format(", {} failed", failed_);
      if (skipped_ > 0) out += fmt::format(", {} not run", skipped_);
      out += '\n';
    }
    passed_ = failed_ = skipped_ = 0;
    return out;
  }

  std::string failed(const CaseResult& result) const {
    std::string out = fmt::format("{}  {}: {}\n", console_.paint_out(Color::Red, "failed"),
                                  printable(result.file), printable(result.name));
    for (const testing::CaseFailure& failure : result.failures) {
      out += "    " + failure_text(result, failure) + "\n";
      for (const std::string& line : failure.details) out += "      " + line + "\n";
    }
    for (const std::string& line : lines_below(result)) out += "    " + line + "\n";
    return out;
  }

  const Console& console_;
  bool is_verbose_;
  std::string file_;
  uint64_t passed_ = 0, failed_ = 0, skipped_ = 0;  // of file_
};

}  // namespace

std::unique_ptr<TestReport> text_test_report(const TestReportSettings& settings) {
  return std::make_unique<TextTestReport>(settings);
}

}  // namespace pawl::cli
