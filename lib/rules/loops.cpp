// Loops without an end, or without a pause.
#include <algorithm>

#include "analysis/flow.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

void check_end(Check& check) {
  const analysis::Flow& flow = check.facts().flow();
  std::vector<bool> reported;
  for (const asl::State* state : check.machine().states) {
    const analysis::Flow::Node& node = flow.of(*state);
    // Reported once per cycle, at its first state; states that lead into the cycle are not at fault.
    if (node.can_end || !node.in_cycle) continue;
    if (node.component >= reported.size()) reported.resize(node.component + 1);
    if (reported[node.component]) continue;
    reported[node.component] = true;
    source::Diagnostic& found =
        check.report(*state, "", "no path leads from " + quoted_name(state->name) + " to an end");
    found.hint = node.parent == nullptr ? "the execution can only be stopped, or fail"
                                        : quoted_name(node.parent->name) + " never gets a result";
  }
}

bool waits(const asl::State& state) {
  if (state.type() == asl::StateType::Wait) return true;
  const auto* task = std::get_if<asl::Task>(&state.kind);
  return task != nullptr && (task->resource.pattern != asl::Resource::Pattern::RequestResponse ||
                             task->resource.kind == asl::Resource::Kind::Activity);
}

/// Whether the Task polls the status of something: describeX, getXStatus, headObject.
bool asks(const asl::State& state) {
  const auto* task = std::get_if<asl::Task>(&state.kind);
  if (task == nullptr || task->resource.kind != asl::Resource::Kind::Service) return false;
  const std::string_view action = task->resource.action;
  return action.starts_with("describe") || action.starts_with("head") || action == "getQueryExecution" ||
         action == "getJobRun" || (action.starts_with("get") && action.ends_with("Status"));
}

void check_polling(Check& check) {
  for (const auto& cycle : check.facts().flow().cycles()) {
    const bool is_poll = std::all_of(cycle.begin(), cycle.end(), [](const asl::State* state) {
      return state->type() == asl::StateType::Choice || asks(*state) ||
             (state->type() == asl::StateType::Pass && !state->assign);
    });
    const auto asking =
        std::find_if(cycle.begin(), cycle.end(), [](const asl::State* state) { return asks(*state); });
    if (!is_poll || asking == cycle.end() ||
        std::any_of(cycle.begin(), cycle.end(), [](const asl::State* s) { return waits(*s); }))
      continue;
    check.report(**asking, "", "the loop around " + quoted_name((*asking)->name) + " polls without a Wait")
        .hint = "each round costs transitions, and an execution ends after 25,000 events";
  }
}

void check_catch(Check& check) {
  for (const asl::State* state : check.machine().states) {
    for (size_t i = 0; i < state->catchers.size(); ++i) {
      if (state->catchers[i].next != state) continue;
      check
          .report(*state, "Catch/" + std::to_string(i) + "/Next",
                  quoted_name(state->name) + " catches its errors by starting itself again")
          .hint = "a Retry does that with a limit, delays and the state's own input";
    }
  }
}

constexpr Rule kRules[] = {
    {.id = "no-path-to-end",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "every state has a path to an end of its block",
     .help = "AWS only asks that some state of the top level ends. States in a loop without an exit run "
             "until the execution fails with 25,000 events or is stopped, and inside a Map or Parallel the "
             "state around waits for them.",
     .bad = R"yaml(StartAt: Which
States:
  Which:
    Type: Choice
    Choices: [{Variable: $.again, BooleanEquals: true, Next: Ping}]
    Default: Done
  Ping: {Type: Wait, Seconds: 5, Next: Pong}
  Pong: {Type: Pass, Next: Ping}
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Which
States:
  Which:
    Type: Choice
    Choices: [{Variable: $.again, BooleanEquals: true, Next: Ping}]
    Default: Done
  Ping: {Type: Wait, Seconds: 5, Next: Pong}
  Pong: {Type: Pass, Next: Which}
  Done: {Type: Succeed}
)yaml",
     .check = check_end},
    {.id = "loop-without-wait",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a loop that polls the status of a job has a Wait",
     .help = "A loop of describe… or get…Status calls and Choices polls as fast as the service answers: each "
             "transition is paid for, the API is throttled, and after 25,000 events the execution fails. Put "
             "a Wait into the loop, or use the .sync form of the integration where there is one.",
     .bad = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:codebuild:describeTestCases
    Parameters: {ReportArn: r}
    Next: Ready
  Ready:
    Type: Choice
    Choices: [{Variable: $.Ready, BooleanEquals: true, Next: Done}]
    Default: Ask
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:codebuild:describeTestCases
    Parameters: {ReportArn: r}
    Next: Ready
  Ready:
    Type: Choice
    Choices: [{Variable: $.Ready, BooleanEquals: true, Next: Done}]
    Default: Pause
  Pause: {Type: Wait, Seconds: 30, Next: Ask}
  Done: {Type: Succeed}
)yaml",
     .check = check_polling},
    {.id = "catch-to-self",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a Catcher does not lead back to its own state",
     .help = "That is a retry without an end and without a pause, and the state's input is replaced by the "
             "error unless ResultPath says otherwise. Write a Retry.",
     .bad = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl.$: $.queue, MessageBody: hello}
    Catch: [{ErrorEquals: [States.ALL], Next: Send}]
    End: true
)yaml",
     .good = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl.$: $.queue, MessageBody: hello}
    Retry: [{ErrorEquals: [States.ALL], MaxAttempts: 5}]
    End: true
)yaml",
     .check = check_catch},
};

}  // namespace

std::span<const Rule> loops_rules() { return kRules; }

}  // namespace pawl::rules
