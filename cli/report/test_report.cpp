#include "cli/report/test_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "cli/report/format.h"
#include "tasks/command_line.h"
#include "testing/judge.h"

namespace pawl::cli {

// Each in the file of its name.
std::unique_ptr<TestReport> text_test_report(const TestReportSettings& settings);
std::unique_ptr<TestReport> junit_test_report(const TestReportSettings& settings);
std::unique_ptr<TestReport> tap_test_report(const TestReportSettings& settings);
std::unique_ptr<TestReport> json_test_report(const TestReportSettings& settings);
std::unique_ptr<TestReport> github_test_report(const TestReportSettings& settings);

std::span<const TestReportFormat> test_report_formats() {
  static constexpr TestReportFormat kAll[] = {{"text", text_test_report},
                                              {"junit", junit_test_report},
                                              {"tap", tap_test_report},
                                              {"json", json_test_report},
                                              {"github", github_test_report}};
  return kAll;
}

const TestReportFormat* find_test_report_format(std::string_view name) {
  const auto found = std::ranges::find(test_report_formats(), name, &TestReportFormat::name);
  return found != test_report_formats().end() ? &*found : nullptr;
}

const TestReportFormat& default_test_report_format() {
  return *find_test_report_format(default_report_format().name);
}

std::string totals_text(const testing::TestTotals& totals) {
  std::string text = fmt::format("{} passed", totals.passed);
  if (totals.failed > 0) text += fmt::format(", {} failed", totals.failed);
  if (totals.skipped > 0) text += fmt::format(", {} not run", totals.skipped);
  if (!totals.broken.empty())
    text +=
        fmt::format(", {} test file{} broken", totals.broken.size(), totals.broken.size() == 1 ? "" : "s");
  text += fmt::format(" in {}", format_duration(totals.took_us / 1000));
  if (totals.elapsed > 0) text += fmt::format(" ({} of virtual time)", format_duration(totals.elapsed));
  return text;
}

std::string failure_text(const testing::CaseResult& result, const testing::CaseFailure& failure) {
  return fmt::format("{}:{}:{}: {}: {}", printable(result.file), failure.place.line, failure.place.column,
                     printable(failure.what), printable(failure.message));
}

std::vector<std::string> lines_below(const testing::CaseResult& result) {
  const auto word = [](const std::string& text) { return tasks::shell_word(printable(text)); };
  const auto says_path = [](const testing::CaseFailure& failure) {
    return std::ranges::any_of(failure.details, [](const std::string& line) {
      return line.starts_with("path") || line.starts_with("taken");
    });
  };
  std::vector<std::string> lines;
  if (!result.path.empty() && std::ranges::none_of(result.failures, says_path))
    lines.push_back("path: " + testing::path_text(result.path));
  const std::string cases = result.definition.empty()
                                ? word(result.file)
                                : "--mocks " + word(result.file) + " -d " + word(result.definition);
  lines.push_back(fmt::format("again: pawl test {} -k {}", cases, word(result.name)));
  return lines;
}

}  // namespace pawl::cli
