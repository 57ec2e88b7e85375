// The report of `test` as one JSON object, a line for each case.
#include "cli/report/test_report.h"
#include "coverage/report.h"
#include "value/dump.h"

namespace pawl::cli {
namespace {

using testing::CaseResult;

Value strings(const std::vector<std::string>& texts) {
  ArrayBuilder array(texts.size());
  for (const std::string& text : texts) array.push(Value::string(text));
  return array.finish();
}

Value count_json(uint64_t count) { return Value::integer(static_cast<int64_t>(count)); }

Value failure_json(const testing::CaseFailure& failure) {
  return Value::object({{"what", Value::string(failure.what)},
                        {"message", Value::string(failure.message)},
                        {"details", strings(failure.details)},
                        {"line", count_json(failure.place.line)},
                        {"column", count_json(failure.place.column)}});
}

std::string_view outcome_name(CaseResult::Outcome outcome) {
  switch (outcome) {
    case CaseResult::Outcome::Passed: return "passed";
    case CaseResult::Outcome::Failed: return "failed";
    case CaseResult::Outcome::Skipped: break;
  }
  return "skipped";
}

class JsonTestReport : public TestReport {
 public:
  std::string begin() override { return "{\"cases\":["; }

  std::string ended(const CaseResult& result) override {
    ObjectBuilder out;
    out.append("file", Value::string(result.file));
    out.append("name", Value::string(result.name));
    out.append("line", count_json(result.place.line));
    out.append("outcome", Value::string(outcome_name(result.outcome)));
    if (!result.status.empty()) out.append("status", Value::string(result.status));
    if (!result.error.empty()) out.append("error", Value::string(result.error));
    if (!result.cause.empty()) out.append("cause", Value::string(result.cause));
    out.append("path", strings(result.path));
    out.append("elapsedMs", Value::integer(result.elapsed));
    out.append("tookUs", Value::integer(result.took_us));
    ArrayBuilder failures;
    for (const testing::CaseFailure& failure : result.failures) failures.push(failure_json(failure));
    out.append("failures", failures.finish());
    if (!result.notes.empty()) out.append("notes", strings(result.notes));
    return separator() + to_json(out.finish());
  }

  std::string broke(const testing::BrokenTestFile& file) override {
    return separator() + to_json(Value::object({{"file", Value::string(file.file)},
                                                {"outcome", Value::string("broken")},
                                                {"message", Value::string(file.message)},
                                                {"details", strings(file.lines)}}));
  }

  std::string finish(const testing::TestTotals& totals, const std::string& shortfall) override {
    ArrayBuilder coverage;
    for (const testing::DefinitionCoverage& one : totals.coverage)
      coverage.push(coverage::json_report(one.points, one.counts));
    std::string out = "\n],\n\"passed\":" + std::to_string(totals.passed);
    out += ",\"failed\":" + std::to_string(totals.failed);
    out += ",\"skipped\":" + std::to_string(totals.skipped);
    out += ",\"broken\":" + std::to_string(totals.broken.size());
    out += ",\"elapsedMs\":" + std::to_string(totals.elapsed);
    out += ",\"tookUs\":" + std::to_string(totals.took_us);
    if (!shortfall.empty()) out += ",\"shortfall\":" + json_quoted(shortfall);
    return out + ",\n\"coverage\":" + to_json(coverage.finish()) + "}\n";
  }

 private:
  std::string separator() { return std::exchange(is_first_, false) ? "\n" : ",\n"; }
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<TestReport> json_test_report(const TestReportSettings&) {
  return std::make_unique<JsonTestReport>();
}

}  // namespace pawl::cli
