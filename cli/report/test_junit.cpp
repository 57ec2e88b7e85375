// JUnit's XML of `test`: a test file is a suite.
#include <fmt/format.h>

#include <vector>

#include "cli/report/escapes.h"
#include "cli/report/test_report.h"

namespace pawl::cli {
namespace {

using testing::CaseResult;

std::string seconds(int64_t microseconds) {
  return fmt::format("{}.{:06}", microseconds / 1'000'000, microseconds % 1'000'000);
}

class JunitTestReport : public TestReport {
 public:
  std::string begin() override {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pawl test\">\n";
  }

  std::string ended(const CaseResult& result) override {
    std::string out;
    if (result.file != suite_.file) {
      out = end_suite();
      suite_.file = result.file;
    }
    ++suite_.tests;
    suite_.took_us += result.took_us;
    suite_.cases += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{}\"",
                                xml_text(result.name), xml_text(result.file), seconds(result.took_us));
    if (result.outcome == CaseResult::Outcome::Passed) {
      suite_.cases += "/>\n";
    } else if (result.outcome == CaseResult::Outcome::Skipped) {
      ++suite_.skipped;
      suite_.cases += "><skipped/></testcase>\n";
    } else {
      ++suite_.failures;
      suite_.cases += ">\n" + failure(result) + "    </testcase>\n";
    }
    return out;
  }

  std::string broke(const testing::BrokenTestFile& file) override {
    std::string out = end_suite();
    suite_.file = file.file;
    suite_.tests = suite_.errors = 1;
    std::string text = file.message;
    for (const std::string& line : file.lines) text += "\n" + line;
    suite_.cases = fmt::format(
        "    <testcase name=\"{0}\" classname=\"{0}\" time=\"0.000000\">\n"
        "      <error type=\"broken\" message=\"{1}\">{2}</error>\n    </testcase>\n",
        xml_text(file.file), xml_text(file.message), lines(text));
    return out + end_suite();
  }

  std::string finish(const testing::TestTotals&, const std::string& shortfall) override {
    std::string out = end_suite();
    if (!shortfall.empty()) {
      suite_.file = "coverage";
      suite_.tests = suite_.failures = 1;
      suite_.cases = fmt::format(
          "    <testcase name=\"--min-coverage\" classname=\"coverage\" time=\"0.000000\">\n"
          "      <failure type=\"coverage\" message=\"{}\"/>\n    </testcase>\n",
          xml_text(shortfall));
      out += end_suite();
    }
    return out + "</testsuites>\n";
  }

 private:
  struct Suite {
    std::string file;
    std::string cases;
    uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;
    int64_t took_us = 0;
  };

  std::string end_suite() {
    if (suite_.tests == 0) return {};
    const Suite suite = std::exchange(suite_, {});
    return fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\">\n"
        "{}  </testsuite>\n",
        xml_text(suite.file), suite.tests, suite.failures, suite.errors, suite.skipped,
        seconds(suite.took_us), suite.cases);
  }

  /// A case has one failure in JUnit: all that failed stands in its text.
  static std::string failure(const CaseResult& result) {
    std::string text;
    for (const testing::CaseFailure& one : result.failures) {
      text += failure_text(result, one) + "\n";
      for (const std::string& line : one.details) text += "  " + line + "\n";
    }
    for (const std::string& line : lines_below(result)) text += line + "\n";
    const testing::CaseFailure& first = result.failures.front();
    return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", xml_text(first.what),
                       xml_text(first.what + ": " + first.message), lines(text));
  }

  static std::string lines(const std::string& text) {
    std::string out;
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      out += (at == 0 ? "" : "\n") + xml_text(std::string_view(text).substr(at, end - at));
      at = end + 1;
    }
    return out;
  }

  Suite suite_;
};

}  // namespace

std::unique_ptr<TestReport> junit_test_report(const TestReportSettings&) {
  return std::make_unique<JunitTestReport>();
}

}  // namespace pawl::cli
