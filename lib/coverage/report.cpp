#include "coverage/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/printable.h"

namespace pawl::coverage {

namespace {

using Kind = CoveragePoint::Kind;

std::string_view never(const CoveragePoint& point) {
  switch (point.measure()) {
    case Measure::States: return "never entered";
    case Measure::Transitions: return "never taken";
    case Measure::Rules: return "never";
    case Measure::Retries: return "never retried";
  }
  return "";
}

}  // namespace

std::string text_report(const CoveragePoints& points, const CoverageCounts& counts) {
  const auto all = points.all();
  std::vector<const CoveragePoint*> missed;
  for (size_t i = 0; i < all.size(); ++i) {
    const CoveragePoint& point = all[i];
    if (counts[i] > 0) continue;
    // What is in a state that was never entered goes without saying.
    if (point.kind != Kind::State && counts[points.find(point.state, Kind::State)] == 0) continue;
    // A rule that was never true was not taken either.
    if (point.kind != Kind::RuleTrue) missed.push_back(&point);
  }
  std::ranges::stable_sort(missed, {}, &CoveragePoint::first_line);
  std::string out = "coverage: " + CoverageNumbers(points, counts).text() + "\n";
  for (const CoveragePoint* point : missed) {
    out += fmt::format("  {}:{}: {}: {}\n", printable(points.definition()), point->first_line, never(*point),
                       printable(point->text));
  }
  return out;
}

Value numbers_json(const Reached& numbers) {
  return Value::object({{"reached", Value::integer(static_cast<int64_t>(numbers.reached))},
                        {"total", Value::integer(static_cast<int64_t>(numbers.total))}});
}

Value json_report(const CoveragePoints& points, const CoverageCounts& counts) {
  const auto number = [](uint64_t n) { return Value::integer(static_cast<int64_t>(n)); };
  const auto name = [&](uint32_t state) { return Value::string(points.of(state).front().text); };
  const CoverageNumbers numbers(points, counts);
  ObjectBuilder out;
  out.append("definition", Value::string(points.definition()));
  for (const Measure measure : kMeasures) {
    out.append(name_of(measure), numbers_json(numbers.of(measure)));
  }
  const auto all = points.all();
  ArrayBuilder list(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const CoveragePoint& point = all[i];
    ObjectBuilder shown;
    shown.append("kind", Value::string(name_of(point.kind)));
    shown.append("state", name(point.state));
    if (point.kind != Kind::State && point.kind != Kind::Next && point.kind != Kind::Default)
      shown.append("index", number(point.index));
    if (point.measure() == Measure::Transitions) shown.append("target", name(point.target));
    shown.append("line", number(point.first_line));
    shown.append("count", number(counts[i]));
    list.push(shown.finish());
  }
  out.append("points", list.finish());
  return out.finish();
}

}  // namespace pawl::coverage
