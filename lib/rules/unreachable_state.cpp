#include <vector>

#include "rules/check.h"
#include "rules/flow.h"
#include "rules/rules.h"

namespace pawl::rules {
namespace {

void check_reachable(Check& check) {
  // As AWS has it: a machine without an end is told that alone.
  if (!has_terminal_state(check.machine().block)) return;
  const Flow& flow = check.facts().flow();
  std::vector<bool> reached(check.machine().states.size());
  std::vector<const asl::State*> open;
  const auto visit = [&](const asl::State* state) {
    if (state == nullptr || reached[state->index]) return;
    reached[state->index] = true;
    open.push_back(state);
  };
  visit(check.machine().block.start_at);
  // Blocks inside of states that are not reached count by themselves.
  for (const asl::State* state : check.machine().states) {
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) visit(map->item_processor.start_at);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) visit(branch.start_at);
    }
  }
  while (!open.empty()) {
    const asl::State& state = *open.back();
    open.pop_back();
    for (const Edge& edge : flow.of(state).out) visit(edge.to);
  }
  for (const asl::State* state : check.machine().states) {
    const asl::Block* block = flow.of(*state).block;
    if (reached[state->index] || !block->is_complete || block->start_at == nullptr) continue;
    check.report(*state, "", "State \"" + source::shown(state->name) + "\" is not reachable.");
  }
}

}  // namespace

const Rule kUnreachableState{.id = "unreachable-state",
                             .code = "MISSING_TRANSITION_TARGET",
                             .summary = "every state can be reached from its block's StartAt",
                             .help =
                                 "Some way of Next, Default, Choices and Catch has to lead from StartAt to "
                                 "the state. States that only lead to each "
                                 "other are not reached. Often a Next is missing or names the wrong state.",
                             .bad = R"yaml(StartAt: Ask
States:
  Ask: {Type: Pass, Next: Done}
  Answer: {Type: Pass, Next: Done}
  Done: {Type: Succeed}
)yaml",
                             .good = R"yaml(StartAt: Ask
States:
  Ask: {Type: Pass, Next: Answer}
  Answer: {Type: Pass, Next: Done}
  Done: {Type: Succeed}
)yaml",
                             .check = check_reachable};

}  // namespace pawl::rules
