#include <vector>

#include "analysis/flow.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

void check_reachable(Check& check) {
  // As at AWS: a machine without a terminal state has only that finding.
  if (!analysis::has_terminal_state(check.machine().block)) return;
  const analysis::Flow& flow = check.facts().flow();
  std::vector<bool> reached(check.machine().states.size());
  std::vector<const asl::State*> open;
  const auto visit = [&](const asl::State* state) {
    if (state == nullptr || reached[state->index]) return;
    reached[state->index] = true;
    open.push_back(state);
  };
  visit(check.machine().block.start_at);
  // Blocks inside unreachable states are checked on their own.
  for (const asl::State* state : check.machine().states) {
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) visit(map->item_processor.start_at);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) visit(branch.start_at);
    }
  }
  while (!open.empty()) {
    const asl::State& state = *open.back();
    open.pop_back();
    for (const analysis::Edge& edge : flow.of(state).out) visit(edge.to);
  }
  for (const asl::State* state : check.machine().states) {
    const asl::Block* block = flow.of(*state).block;
    if (reached[state->index] || !block->is_complete || block->start_at == nullptr) continue;
    check.report(*state, "", "State \"" + source::shown(state->name) + "\" is not reachable.");
  }
}

void check_terminal(Check& check) {
  const asl::Block& block = check.machine().block;
  if (block.states.empty() || !block.is_complete || analysis::has_terminal_state(block)) return;
  const source::NodeMember* states = check.document().root.find_member("States");
  source::Diagnostic& found =
      check.report_machine("/States", states == nullptr ? check.document().root.span : states->key_span,
                           "Workflow has no terminal state");
  found.hint = "some state must be a Succeed or Fail state or have \"End\": true";
  found.aws_path.clear();  // AWS gives no path
}

constexpr Rule kRules[] = {
    {.id = "no-terminal-state",
     .code = "MISSING_END_STATE",
     .summary = "some top-level state ends the workflow",
     .help = "A Succeed or Fail state, or one with \"End\": true. A Choice without Default is no end.",
     .bad = R"yaml(StartAt: Ping
States:
  Ping: {Type: Pass, Next: Pong}
  Pong: {Type: Pass, Next: Ping}
)yaml",
     .good = R"yaml(StartAt: Ping
States:
  Ping: {Type: Pass, Next: Pong}
  Pong: {Type: Pass, End: true}
)yaml",
     .check = check_terminal},
    {.id = "unreachable-state",
     .code = "MISSING_TRANSITION_TARGET",
     .summary = "every state can be reached from its block's StartAt",
     .help =
         "Some way of Next, Default, Choices and Catch has to lead from StartAt to the state. States that "
         "only lead to each other are not reached. Often a Next is missing or names the wrong state.",
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
     .check = check_reachable},
};

}  // namespace

std::span<const Rule> reachability_rules() { return kRules; }

}  // namespace pawl::rules
