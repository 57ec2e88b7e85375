#include "explore/case_choice.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pawl::explore {

namespace {

using Kind = coverage::CoveragePoint::Kind;

/// The point that tells the case best from the earlier ones.
std::string name_for(const coverage::CoveragePoints& points, const FoundScenario& found,
                     const coverage::CoverageCounts& before, bool is_first) {
  if (is_first && found.trial.status == engine::Status::Succeeded) return "succeeds";
  const coverage::CoveragePoint* best = nullptr;
  const auto rank = [](Kind kind) {
    switch (kind) {
      case Kind::Catch: return 6;
      case Kind::Rule: return 5;
      case Kind::Default: return 4;
      case Kind::Retry: return 3;
      case Kind::Next: return 2;
      case Kind::State: return 1;
      default: return 0;
    }
  };
  for (size_t i = 0; i < before.size(); ++i) {
    const coverage::CoveragePoint& point = points.all()[i];
    if (found.trial.counts[i] > 0 && before[i] == 0 &&
        (best == nullptr || rank(point.kind) > rank(best->kind)))
      best = &point;
  }
  return best != nullptr ? best->text : "fails";
}

ExploredCase case_of(const FoundScenario& found, std::string name) {
  ExploredCase out{
      .name = std::move(name), .scenario = found.scenario, .runs = {}, .status = found.trial.status};
  for (const StateVisit& visit : found.trial.visits) {
    if (visit.has_run)
      out.runs[visit.state->index] = std::max(out.runs[visit.state->index], visit.invocation + 1);
    const auto* map = std::get_if<asl::Map>(&visit.state->kind);
    if (map != nullptr && map->item_reader) out.reads_items = true;
  }
  return out;
}

}  // namespace

Exploration choose_cases(const coverage::CoveragePoints& points, const std::vector<FoundScenario>& found) {
  Exploration out;
  out.counts.resize(points.all().size());
  std::vector<const FoundScenario*> left;
  for (const FoundScenario& one : found) {
    if (one.trial.has_ended()) left.push_back(&one);
  }
  std::set<std::string> names;
  while (!left.empty()) {
    const auto gain = [&](const FoundScenario* one) {
      size_t count = 0;
      for (size_t i = 0; i < out.counts.size(); ++i)
        count += one->trial.counts[i] > 0 && out.counts[i] == 0 ? 1 : 0;
      // The first case is one that succeeds, if any does.
      const bool succeeds = one->trial.status == engine::Status::Succeeded;
      return std::pair(count > 0 && succeeds && out.cases.empty(), count);
    };
    const auto best = std::ranges::max_element(left, {}, gain);
    if (gain(*best).second == 0) break;
    const FoundScenario& one = **best;
    std::string name = name_for(points, one, out.counts, out.cases.empty());
    for (int number = 2; !names.insert(name).second; ++number)
      name = name.substr(0, name.find(" #")) + " #" + std::to_string(number);
    out.cases.push_back(case_of(one, std::move(name)));
    coverage::add_counts(out.counts, one.trial.counts);
    left.erase(best);
  }
  return out;
}

}  // namespace pawl::explore
