#include <vector>

#include "rules/reachability.h"
#include "rules/rules.h"

namespace pawl::rules {
namespace {

void check_block(const Rule& rule, const asl::Block& block, std::vector<bool>& reached,
                 source::Diagnostics& diagnostics) {
  if (!block.is_complete || block.start_at == nullptr) return;
  std::vector<const asl::State*> open;
  const auto visit = [&](const asl::State& state) {
    if (reached[state.index]) return;
    reached[state.index] = true;
    open.push_back(&state);
  };
  visit(*block.start_at);
  while (!open.empty()) {
    const asl::State& state = *open.back();
    open.pop_back();
    for_each_target(state, visit);
  }
  for (const auto& state : block.states) {
    if (reached[state->index]) continue;
    source::Diagnostic found = finding(rule, *state, "", state->name_span,
                                       "State \"" + source::shown(state->name) + "\" is not reachable.");
    found.code = "MISSING_TRANSITION_TARGET";
    diagnostics.push_back(std::move(found));
  }
}

void check_reachable(const Rule& rule, const asl::StateMachine& machine, const source::Document&,
                     const Options&, source::Diagnostics& diagnostics) {
  // As AWS has it: a machine without an end is told that alone.
  if (!has_terminal_state(machine.block)) return;
  std::vector<bool> reached(machine.states.size());
  for_each_block(machine, [&](const asl::Block& block) { check_block(rule, block, reached, diagnostics); });
}

}  // namespace

const Rule kUnreachableState{.id = "unreachable-state",
                             .summary = "every state can be reached from its block's StartAt",
                             .check = check_reachable};

}  // namespace pawl::rules
