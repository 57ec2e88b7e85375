// The report of `test` in GitHub Actions: the text, an annotation for each failure, and a table in the
// summary of the step.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "cli/report/escapes.h"
#include "cli/report/test_report.h"

namespace pawl::cli {

std::unique_ptr<TestReport> text_test_report(const TestReportSettings& settings);

namespace {

using testing::CaseResult;

std::string annotation(const std::string& file, const source::Location& place, std::string_view title,
                       const std::string& message) {
  return fmt::format("::error file={},line={},col={},title={}::{}\n",
                     github_text(printable(file), GithubPart::Property), place.line, place.column,
                     github_text(printable(title), GithubPart::Property),
                     github_text(message, GithubPart::Message));
}

/// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '|' || c == '<' || c == '`' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

class GithubTestReport : public TestReport {
 public:
  explicit GithubTestReport(const TestReportSettings& settings) : text_(text_test_report(settings)) {}

  std::string ended(const CaseResult& result) override {
    std::string out = text_->ended(result);
    for (const testing::CaseFailure& failure : result.failures) {
      std::string message = failure.what + ": " + failure.message;
      for (const std::string& line : failure.details) message += "\n" + line;
      out += annotation(result.file, failure.place, result.name, message);
      failures_ += fmt::format("| {} | {} | {} |\n", cell(result.file), cell(result.name),
                               cell(failure.what + ": " + failure.message));
    }
    return out;
  }

  std::string broke(const testing::BrokenTestFile& file) override {
    std::string message = file.message;
    for (const std::string& line : file.lines) message += "\n" + line;
    failures_ += fmt::format("| {} | | {} |\n", cell(file.file), cell(file.message));
    return text_->broke(file) + annotation(file.file, {}, "broken test file", message);
  }

  std::string finish(const testing::TestTotals& totals, const std::string& shortfall) override {
    std::string out = text_->finish(totals, shortfall);
    if (!shortfall.empty())
      out += fmt::format("::error title=coverage::{}\n", github_text(shortfall, GithubPart::Message));
    if (const char* summary = std::getenv("GITHUB_STEP_SUMMARY"); summary != nullptr && *summary != '\0') {
      std::ofstream file(summary, std::ios::app);
      file << "### pawl test\n\n" << cell(totals_text(totals)) << "\n";
      if (!shortfall.empty()) file << "\n" << cell(shortfall) << "\n";
      if (!failures_.empty()) file << "\n| file | case | failure |\n|---|---|---|\n" << failures_;
      file << "\n";
    }
    return out;
  }

 private:
  std::unique_ptr<TestReport> text_;
  std::string failures_;  // rows of the table
};

}  // namespace

std::unique_ptr<TestReport> github_test_report(const TestReportSettings& settings) {
  return std::make_unique<GithubTestReport>(settings);
}

}  // namespace pawl::cli
