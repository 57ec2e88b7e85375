#include "explore/report.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "coverage/report.h"

namespace pawl::explore {

namespace {

Value number(uint64_t n) { return Value::integer(static_cast<int64_t>(n)); }

Value mocks_json(const asl::StateMachine& machine, const Scenario& scenario) {
  ObjectBuilder mocks(scenario.answers.size());
  for (const auto& [state, answers] : scenario.answers) {
    ArrayBuilder list(answers.size());
    for (const MockedAnswer& answer : answers) {
      list.push(answer.error.empty() ? Value::object({{"return", answer.result}})
                                     : Value::object({{"throw", Value::string(answer.error)}}));
    }
    mocks.append(machine.states[state]->name, list.finish());
  }
  return mocks.finish();
}

}  // namespace

std::string text_report(const coverage::CoveragePoints& points, const Exploration& found) {
  std::string out =
      fmt::format("coverage: {} in {} case{}\n", coverage::CoverageNumbers(points, found.counts).text(),
                  found.cases.size(), found.cases.size() == 1 ? "" : "s");
  for (const Unreached& one : found.unreached) {
    const coverage::CoveragePoint& point = points.all()[one.point];
    out += fmt::format("  {}:{}: not reached: {}: {}\n", printable(points.definition()), point.first_line,
                       printable(point.text), one.reason);
  }
  if (found.was_cut_short) out += fmt::format("The search ended after {} executions.\n", found.trials);
  return out;
}

Value json_report(const asl::StateMachine& machine, const coverage::CoveragePoints& points,
                  const Exploration& found) {
  ObjectBuilder out;
  out.append("definition", Value::string(points.definition()));
  const coverage::CoverageNumbers numbers(points, found.counts);
  for (const coverage::Measure measure : coverage::kMeasures)
    out.append(name_of(measure), coverage::numbers_json(numbers.of(measure)));
  ArrayBuilder cases(found.cases.size()), unreached(found.unreached.size());
  for (const ExploredCase& one : found.cases) {
    cases.push(Value::object({{"name", Value::string(one.name)},
                              {"status", Value::string(history::name_of(one.status))},
                              {"input", one.scenario.input},
                              {"mocks", mocks_json(machine, one.scenario)}}));
  }
  for (const Unreached& one : found.unreached) {
    const coverage::CoveragePoint& point = points.all()[one.point];
    unreached.push(Value::object({{"point", Value::string(point.text)},
                                  {"line", number(point.first_line)},
                                  {"reason", Value::string(one.reason)}}));
  }
  out.append("cases", cases.finish());
  out.append("unreached", unreached.finish());
  out.append("trials", number(found.trials));
  out.append("complete", Value::boolean(!found.was_cut_short));
  return out.finish();
}

}  // namespace pawl::explore
