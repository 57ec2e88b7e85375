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
  ExploredCase out{.name = std::move(name),
                   .scenario = found.scenario,
                   .runs = found.trial.runs,
                   .status = found.trial.status};
  out.reads_items = std::ranges::any_of(found.trial.visits, [](const StateVisit& visit) {
    const auto* map = std::get_if<asl::Map>(&visit.state->kind);
    return map != nullptr && map->item_reader != nullptr;
  });
  return out;
}

/// A scenario that may become a case.
struct Candidate {
  const FoundScenario* found = nullptr;
  std::vector<size_t> points;  // that it reaches
  size_t gain = 0;  // how many of them no case reached, when that was last looked at: at most so many now

  bool operator<(const Candidate& other) const {
    return gain != other.gain ? gain < other.gain : found > other.found;  // of equals the one found first
  }
};

std::vector<Candidate> candidates_of(const std::vector<FoundScenario>& found) {
  std::vector<Candidate> out;
  for (const FoundScenario& one : found) {
    if (!one.trial.has_ended()) continue;
    Candidate candidate{.found = &one, .points = {}};
    for (size_t i = 0; i < one.trial.counts.size(); ++i) {
      if (one.trial.counts[i] > 0) candidate.points.push_back(i);
    }
    candidate.gain = candidate.points.size();
    out.push_back(std::move(candidate));
  }
  return out;
}

/// Adds cases to an exploration, each under a name of its own.
class CaseList {
 public:
  CaseList(const coverage::CoveragePoints& points, Exploration& out) : points_(points), out_(out) {}

  void add(const FoundScenario& found) {
    const std::string name = name_for(points_, found, out_.counts, out_.cases.empty());
    std::string unique = name;
    for (int number = 2; !names_.insert(unique).second; ++number)
      unique = name + " #" + std::to_string(number);
    out_.cases.push_back(case_of(found, std::move(unique)));
    coverage::add_counts(out_.counts, found.trial.counts);
  }

 private:
  const coverage::CoveragePoints& points_;
  Exploration& out_;
  std::set<std::string> names_;
};

}  // namespace

Exploration choose_cases(const coverage::CoveragePoints& points, const std::vector<FoundScenario>& found) {
  Exploration out;
  out.counts.resize(points.all().size());
  CaseList cases(points, out);
  std::vector<Candidate> left = candidates_of(found);
  // The first case is the plain way: what was found first, before tasks were made to fail.
  const auto first = std::ranges::find_if(
      left, [](const Candidate& one) { return one.found->trial.status == engine::Status::Succeeded; });
  if (first != left.end()) {
    cases.add(*first->found);
    left.erase(first);
  }
  std::make_heap(left.begin(), left.end());
  while (!left.empty()) {
    std::pop_heap(left.begin(), left.end());
    Candidate best = std::move(left.back());
    left.pop_back();
    best.gain = static_cast<size_t>(
        std::ranges::count_if(best.points, [&](size_t point) { return out.counts[point] == 0; }));
    if (best.gain == 0) continue;
    if (!left.empty() && best < left.front()) {
      left.push_back(std::move(best));
      std::push_heap(left.begin(), left.end());
    } else {
      cases.add(*best.found);
    }
  }
  return out;
}

}  // namespace pawl::explore
