#include "explore/proposals.h"

#include <algorithm>
#include <map>

#include "analysis/flow.h"
#include "explore/condition_solver.h"
#include "explore/failure_names.h"
#include "explore/origin_walk.h"
#include "explore/repair.h"

namespace pawl::explore {

namespace {

using Kind = coverage::CoveragePoint::Kind;

constexpr size_t kMostInnerTasks = 8;
constexpr uint32_t kMostFailures = 60;  // of one task, in a row

std::vector<Proposal> as_proposals(std::vector<LeafChanges> alternatives) {
  std::vector<Proposal> out;
  for (LeafChanges& changes : alternatives) {
    if (!changes.empty()) out.push_back({.changes = std::move(changes), .failing = {}});
  }
  return out;
}

std::vector<Proposal> for_choice(const asl::State& state, const coverage::CoveragePoint& point,
                                 const Scenario& scenario, const VisitOrigins& origins) {
  const auto& rules = std::get<asl::Choice>(state.kind).choices;
  const OriginScope scope = origins.scope(asl::DataStage::Effective, state.query_language);
  if (scope.input == nullptr) return {};
  if (point.kind == Kind::Default)
    return as_proposals(solve_rule(rules, rules.size(), nullptr, scope, scenario));
  if (point.kind == Kind::RuleFalse)
    return as_proposals(solve_rule(rules, point.index + 1, nullptr, scope, scenario));
  return as_proposals(solve_rule(rules, point.index, &rules[point.index].condition, scope, scenario));
}

/// Whether the state is within the Map or Parallel `around`, however deep.
bool is_inside(const analysis::Flow& flow, const asl::State& state, const asl::State& around) {
  for (const asl::State* at = flow.of(state).parent; at != nullptr; at = flow.of(*at).parent) {
    if (at == &around) return true;
  }
  return false;
}

/// Lets tasks within the state of `visit` fail, one at a time.
void add_inner_failures(analysis::Facts& facts, const asl::State& around,
                        const std::vector<FailurePlan>& plans, const Trial& trial, size_t visit,
                        std::vector<Proposal>& out) {
  std::vector<const asl::State*> tasks;
  for (size_t i = visit + 1; i < trial.visits.size() && tasks.size() < kMostInnerTasks; ++i) {
    const asl::State& state = *trial.visits[i].state;
    if (!trial.visits[i].has_run || !is_inside(facts.flow(), state, around)) continue;
    if (std::ranges::find(tasks, &state) != tasks.end()) continue;
    tasks.push_back(&state);
    for (const FailurePlan& plan : plans) {
      uint32_t times = plan.times;
      for (const asl::Retrier& retrier : state.retry) {
        if (!asl::matches(retrier.error_equals, plan.error)) continue;
        times =
            static_cast<uint32_t>(std::min<int64_t>(plan.times * (retrier.max_attempts + 1), kMostFailures));
        break;
      }
      out.push_back(
          {.changes = {},
           .failing = Proposal::Failing{state.index, trial.visits[i].first_invocation, times, plan.error}});
    }
  }
}

std::vector<Proposal> for_failure(analysis::Facts& facts, const asl::State& state,
                                  const std::vector<FailurePlan>& plans, const Trial& trial, size_t visit) {
  std::vector<Proposal> out;
  const auto* map = std::get_if<asl::Map>(&state.kind);
  if (state.type() == asl::StateType::Task || (map != nullptr && map->item_reader)) {
    for (const FailurePlan& plan : plans) {
      out.push_back({.changes = {},
                     .failing = Proposal::Failing{state.index, trial.visits[visit].first_invocation,
                                                  plan.times, plan.error}});
    }
  }
  if (map != nullptr && map->mode == asl::Map::Mode::Distributed) {
    // Whatever a child fails with, the Map fails with an error of its own.
    add_inner_failures(facts, state, {{"Example.Error", plans.empty() ? 1 : plans.front().times}}, trial,
                       visit, out);
  } else if (state.type() != asl::StateType::Task) {
    add_inner_failures(facts, state, plans, trial, visit, out);
  }
  return out;
}

/// Repairs of what failed in the visit or inside of it, also where a Catcher took the failure.
std::vector<Proposal> for_next(analysis::Facts& facts, const asl::State& state, const Scenario& scenario,
                               const Trial& trial, size_t visit) {
  std::vector<Proposal> out;
  for (const TrialFailure& failure : trial.failures) {
    if (failure.visit != visit && !is_inside(facts.flow(), *trial.visits[failure.visit].state, state))
      continue;
    for (Repair& repair : repairs(facts, scenario, trial, failure)) out.push_back(std::move(repair.proposal));
  }
  return out;
}

std::vector<Proposal> for_items(const VisitOrigins& origins) {
  std::vector<Proposal> out;
  if (origins.items == nullptr) return out;
  for (const Leaf& leaf : leaves_of(origins.items)) {
    for (const Value& item : {Value::empty_object(), Value::string("text"), Value::integer(1)})
      out.push_back({.changes = {{leaf, Value::array({item})}}, .failing = {}});
  }
  return out;
}

}  // namespace

std::vector<Proposal> proposals(analysis::Facts& facts, const coverage::CoveragePoint& point,
                                const Scenario& scenario, const Trial& trial, size_t visit) {
  const asl::State& state = *trial.visits[visit].state;
  switch (point.kind) {
    case Kind::Next: return for_next(facts, state, scenario, trial, visit);
    case Kind::Catch:
      return for_failure(facts, state, failures_for_catcher(state, point.index), trial, visit);
    case Kind::Retry:
      return for_failure(facts, state, failures_for_retrier(state, point.index), trial, visit);
    case Kind::State: return for_items(trace_origins(facts.machine(), trial)[visit]);
    default: return for_choice(state, point, scenario, trace_origins(facts.machine(), trial)[visit]);
  }
}

std::vector<Proposal> endings(analysis::Facts& facts, const Scenario& scenario, const Trial& trial) {
  std::vector<Proposal> out;
  const std::vector<VisitOrigins> origins = trace_origins(facts.machine(), trial);
  std::map<const asl::State*, size_t> times;
  for (size_t visit = 0; visit < trial.visits.size(); ++visit) {
    const asl::State& state = *trial.visits[visit].state;
    const auto* choice = std::get_if<asl::Choice>(&state.kind);
    if ((choice == nullptr && state.catchers.empty()) || ++times[&state] != 2) continue;
    for (uint32_t i = 0; i < state.catchers.size(); ++i) {
      for (Proposal& proposal : for_failure(facts, state, failures_for_catcher(state, i), trial, visit))
        out.push_back(std::move(proposal));
    }
    if (choice == nullptr) continue;
    const auto add = [&](Kind kind, uint32_t index) {
      if (trial.visits[visit].way == kind && trial.visits[visit].way_index == index) return;
      const coverage::CoveragePoint way{.kind = kind, .state = state.index, .index = index, .text = {}};
      for (Proposal& proposal : for_choice(state, way, scenario, origins[visit]))
        out.push_back(std::move(proposal));
    };
    for (uint32_t i = 0; i < choice->choices.size(); ++i) add(Kind::Rule, i);
    if (choice->default_state != nullptr) add(Kind::Default, 0);
  }
  return out;
}

}  // namespace pawl::explore
