#include "rules/reachability.h"
#include "rules/rules.h"

namespace pawl::rules {
namespace {

void check_terminal(const Rule& rule, const asl::StateMachine& machine, const source::Document& document,
                    const Options&, source::Diagnostics& diagnostics) {
  if (machine.block.states.empty() || !machine.block.is_complete || has_terminal_state(machine.block)) return;
  const source::NodeMember* states = document.root.find_member("States");
  diagnostics.push_back({.severity = rule.severity,
                         .rule = std::string(rule.id),
                         .code = "MISSING_END_STATE",
                         .message = "Workflow has no terminal state",
                         .pointer = "/States",
                         .hint = "some state must be a Succeed or Fail state or have \"End\": true",
                         .span = states == nullptr ? document.root.span : states->key_span});
}

}  // namespace

/// AWS looks at the top level only: a branch that loops is accepted.
const Rule kNoTerminalState{
    .id = "no-terminal-state", .summary = "some top-level state ends the workflow", .check = check_terminal};

}  // namespace pawl::rules
