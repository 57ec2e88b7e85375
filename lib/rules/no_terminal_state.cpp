#include "rules/check.h"
#include "rules/flow.h"
#include "rules/rules.h"

namespace pawl::rules {

namespace {

void check_terminal(Check& check) {
  const asl::Block& block = check.machine().block;
  if (block.states.empty() || !block.is_complete || has_terminal_state(block)) return;
  const source::NodeMember* states = check.document().root.find_member("States");
  source::Diagnostic& found =
      check.report_machine("/States", states == nullptr ? check.document().root.span : states->key_span,
                           "Workflow has no terminal state");
  found.hint = "some state must be a Succeed or Fail state or have \"End\": true";
  found.aws_path.clear();  // AWS names no place
}

}  // namespace

/// AWS looks at the top level only: a branch that loops is accepted.
const Rule kNoTerminalState{
    .id = "no-terminal-state",
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
    .check = check_terminal};

}  // namespace pawl::rules
