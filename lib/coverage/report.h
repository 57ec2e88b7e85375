// What executions reached of one definition, as numbers and as reports.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "coverage/points.h"
#include "coverage/recorder.h"
#include "value/value.h"

namespace pawl::coverage {

/// Points reached, of those there are.
struct Reached {
  uint64_t reached = 0;
  uint64_t total = 0;
};

/// By Measure. Sums of several definitions are sums of their parts.
class CoverageNumbers {
 public:
  CoverageNumbers() = default;
  CoverageNumbers(const CoveragePoints& points, const CoverageCounts& counts);

  [[nodiscard]] const Reached& of(Measure measure) const { return numbers_[static_cast<size_t>(measure)]; }
  CoverageNumbers& operator+=(const CoverageNumbers& other);
  /// "states 14/15, transitions 21/26"; measures of which there are no points are left out.
  [[nodiscard]] std::string text() const;

 private:
  std::array<Reached, kMeasures.size()> numbers_;
};

/// The least that has to be reached.
class MinimumCoverage {
 public:
  /// "states=100,transitions=80": percentages, which may have fractions. Errors: an unknown measure, no
  /// number from 0 to 100.
  static Result<MinimumCoverage> parse(std::string_view text);

  /// What falls short: "coverage of transitions is 80.7 % (21 of 26), at least 90 % are wanted"; empty:
  /// nothing. A measure without points is reached.
  [[nodiscard]] std::string shortfall(const CoverageNumbers& numbers) const;

 private:
  std::array<double, kMeasures.size()> least_{};  // percentages
};

/// {"reached", "total"}
Value numbers_json(const Reached& numbers);
/// The numbers, and a line for each point that was not reached, with its place: of a state that was never
/// entered only the state. Ends with a newline.
std::string text_report(const CoveragePoints& points, const CoverageCounts& counts);
/// {"definition", "states": {"reached", "total"}, …, "points": [{"kind", "state", "index", "target", "line",
/// "count"}, …]}; states by name.
Value json_report(const CoveragePoints& points, const CoverageCounts& counts);
/// A record of an LCOV tracefile; those of several definitions follow each other. A state is a function, the
/// ways out of it and the entries of Retry are branches. A line has the smallest count of what stands in it.
std::string lcov_report(const CoveragePoints& points, const CoverageCounts& counts);

/// The page of `pawl graph`, with what was reached and how often.
std::string html_report(const asl::StateMachine& machine, const source::Document& document,
                        const CoveragePoints& points, const CoverageCounts& counts);

}  // namespace pawl::coverage
