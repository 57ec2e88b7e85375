#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/printable.h"
#include "base/suggestion.h"
#include "coverage/report.h"

namespace pawl::coverage {

namespace {

double percent(const Reached& numbers) {
  return numbers.total == 0
             ? 100.0
             : 100.0 * static_cast<double>(numbers.reached) / static_cast<double>(numbers.total);
}

/// One decimal, cut and never rounded up: 99.96 % is not 100 %.
std::string percent_text(double value) { return fmt::format("{:.4g}", std::floor(value * 10) / 10); }

Result<Measure> measure_of(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Measure measure : kMeasures) {
    if (name == name_of(measure)) return measure;
    names.push_back(name_of(measure));
  }
  const std::string_view near = nearest_name(name, names);
  return fail(fmt::format("coverage is measured of states, transitions, rules and retries, not of '{}'{}",
                          printable(name), near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

Result<double> percentage_of(std::string_view text) {
  const bool is_plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  const std::string digits(text);
  char* end = nullptr;
  const double value = is_plain ? std::strtod(digits.c_str(), &end) : -1;
  if (!is_plain || *end != '\0' || value > 100)
    return fail(fmt::format("'{}' is no percentage: give a number from 0 to 100", printable(text)));
  return value;
}

}  // namespace

CoverageNumbers::CoverageNumbers(const CoveragePoints& points, const CoverageCounts& counts) {
  for (size_t i = 0; i < points.all().size(); ++i) {
    Reached& numbers = numbers_[static_cast<size_t>(points.all()[i].measure())];
    ++numbers.total;
    if (counts[i] > 0) ++numbers.reached;
  }
}

CoverageNumbers& CoverageNumbers::operator+=(const CoverageNumbers& other) {
  for (size_t i = 0; i < numbers_.size(); ++i) {
    numbers_[i].reached += other.numbers_[i].reached;
    numbers_[i].total += other.numbers_[i].total;
  }
  return *this;
}

std::string CoverageNumbers::text() const {
  std::string out;
  for (const Measure measure : kMeasures) {
    if (of(measure).total == 0) continue;
    out += fmt::format("{}{} {}/{}", out.empty() ? "" : ", ", name_of(measure), of(measure).reached,
                       of(measure).total);
  }
  return out;
}

Result<MinimumCoverage> MinimumCoverage::parse(std::string_view text) {
  MinimumCoverage minimum;
  for (bool is_last = false; !is_last;) {
    const size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    is_last = comma == std::string_view::npos;
    if (!is_last) text.remove_prefix(comma + 1);
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos)
      return fail(
          fmt::format("'{}' is no MEASURE=PERCENT, as in states=100,transitions=80", printable(part)));
    PAWL_TRY(const Measure measure, measure_of(part.substr(0, equals)));
    PAWL_TRY(minimum.least_[static_cast<size_t>(measure)], percentage_of(part.substr(equals + 1)));
  }
  return minimum;
}

std::string MinimumCoverage::shortfall(const CoverageNumbers& numbers) const {
  std::string out;
  for (const Measure measure : kMeasures) {
    const double least = least_[static_cast<size_t>(measure)];
    const Reached& found = numbers.of(measure);
    if (percent(found) >= least) continue;
    out += fmt::format("{}coverage of {} is {} % ({} of {}), at least {:g} % are wanted",
                       out.empty() ? "" : "; ", name_of(measure), percent_text(percent(found)), found.reached,
                       found.total, least);
  }
  return out;
}

}  // namespace pawl::coverage
