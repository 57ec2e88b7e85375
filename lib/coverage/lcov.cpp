// LCOV's tracefiles (geninfo(1)), which genhtml and many editors and services show.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/printable.h"
#include "coverage/report.h"

namespace pawl::coverage {

namespace {

using Kind = CoveragePoint::Kind;

/// The count of each line that belongs to a state. States come before those inside them, whose lines are
/// their own.
std::map<uint32_t, uint64_t> line_counts(const CoveragePoints& points, const CoverageCounts& counts) {
  std::map<uint32_t, uint64_t> lines;
  const auto all = points.all();
  for (size_t i = 0; i < all.size(); ++i) {
    const CoveragePoint& point = all[i];
    uint64_t count = counts[i];
    // What stands in the text of a rule was reached whatever the rule gave.
    if (point.kind == Kind::RuleTrue) continue;
    if (point.kind == Kind::Rule)
      count = counts[points.find(point.state, Kind::RuleTrue, point.index)] +
              counts[points.find(point.state, Kind::RuleFalse, point.index)];
    if (point.kind == Kind::RuleFalse) continue;
    for (uint32_t line = point.first_line; line <= point.last_line; ++line) {
      const auto [at, is_new] = lines.emplace(line, count);
      if (!is_new) at->second = point.kind == Kind::State ? count : std::min(at->second, count);
    }
  }
  return lines;
}

}  // namespace

std::string lcov_report(const CoveragePoints& points, const CoverageCounts& counts) {
  std::string out = "TN:\nSF:" + points.definition() + "\n";
  std::string called, branches;
  uint64_t functions = 0, reached_functions = 0, ways = 0, reached_ways = 0;
  const auto all = points.all();
  for (size_t i = 0; i < all.size(); ++i) {
    const CoveragePoint& point = all[i];
    if (point.kind == Kind::State) {
      out += fmt::format("FN:{},{}\n", point.first_line, printable(point.text));
      called += fmt::format("FNDA:{},{}\n", counts[i], printable(point.text));
      ++functions;
      if (counts[i] > 0) ++reached_functions;
    } else if (point.measure() == Measure::Retries || point.measure() == Measure::Transitions) {
      const bool was_there = counts[points.find(point.state, Kind::State)] > 0;
      branches += fmt::format("BRDA:{},{},{},{}\n", point.first_line, point.state, ways++,
                              was_there ? std::to_string(counts[i]) : "-");
      if (counts[i] > 0) ++reached_ways;
    }
  }
  out += called + fmt::format("FNF:{}\nFNH:{}\n", functions, reached_functions);
  out += branches + fmt::format("BRF:{}\nBRH:{}\n", ways, reached_ways);
  uint64_t reached_lines = 0;
  const auto lines = line_counts(points, counts);
  for (const auto& [line, count] : lines) {
    out += fmt::format("DA:{},{}\n", line, count);
    if (count > 0) ++reached_lines;
  }
  return out + fmt::format("LF:{}\nLH:{}\nend_of_record\n", lines.size(), reached_lines);
}

}  // namespace pawl::coverage
