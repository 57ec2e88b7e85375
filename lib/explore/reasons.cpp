#include "explore/reasons.h"

#include <algorithm>

#include "explore/failure_names.h"

namespace pawl::explore {

namespace {

using Kind = coverage::CoveragePoint::Kind;

bool can_fail_inside(const asl::StateMachine& machine, const analysis::Flow& flow, const asl::State& around) {
  return std::ranges::any_of(machine.states, [&](const asl::State* state) {
    if (state->type() != asl::StateType::Task && state->type() != asl::StateType::Fail) return false;
    for (const asl::State* at = flow.of(*state).parent; at != nullptr; at = flow.of(*at).parent) {
      if (at == &around) return true;
    }
    return false;
  });
}

}  // namespace

std::string reason_of(const asl::StateMachine& machine, const analysis::Flow& flow,
                      const coverage::CoveragePoints& points, size_t point, const std::vector<bool>& seen,
                      bool was_cut_short) {
  const coverage::CoveragePoint& wanted = points.all()[point];
  const asl::State& state = *machine.states[wanted.state];
  if (!seen[points.find(wanted.state, Kind::State)]) return "the state is never entered";
  if (seen[point]) return "only executions that do not end reach it";
  if (wanted.kind == Kind::Catch && failures_for_catcher(state, wanted.index).empty())
    return "earlier Catchers take every error that this one names, or Retry repeats the state too often";
  if (wanted.kind == Kind::Retry && failures_for_retrier(state, wanted.index).empty())
    return "earlier entries take every error that this one names";
  const bool is_failure = wanted.kind == Kind::Catch || wanted.kind == Kind::Retry;
  if (is_failure && state.type() != asl::StateType::Task && !can_fail_inside(machine, flow, state))
    return "no Task and no Fail state is inside that could fail";
  if (was_cut_short) return "the search ended before a way was found";
  switch (wanted.kind) {
    case Kind::Rule:
      return "no input and no answers were found for which this rule is the first that is true";
    case Kind::Default: return "no input and no answers were found for which all rules are false";
    case Kind::Next: return "the state was never found to succeed";
    default: return "no failure was found that gets here";
  }
}

}  // namespace pawl::explore
