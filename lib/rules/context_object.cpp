// Task tokens and the other fields of the context object.
#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/flow.h"
#include "analysis/tasks_of.h"
#include "analysis/uses.h"
#include "base/suggestion.h"
#include "jsonata/jsonata.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

using asl::Resource;

/// The names along a path into the context object, or in $states.context.A.B. `is_whole`: the read may go
/// beyond them.
struct ContextUse {
  std::vector<std::string> names;
  bool is_whole = false;
};

ContextUse names_in(const jsonpath::Path& path) {
  ContextUse use;
  for (const jsonpath::Path::Step& step : path.first_steps()) {
    if (step.name == nullptr) break;
    use.names.emplace_back(step.name->as_string());
  }
  use.is_whole = use.names.empty() || !path.is_reference();
  return use;
}

/// The names after each `$states.context` in an expression.
std::vector<ContextUse> names_in(const asl::JsonataExpression& expression) {
  constexpr std::string_view kContext = "$states.context";
  std::vector<ContextUse> out;
  if (!expression.reads_context) return out;
  const std::string_view text = expression.text();
  if (expression.expression.references().uses_whole_states) out.push_back({.names = {}, .is_whole = true});
  for (size_t at = text.find(kContext); at != std::string_view::npos; at = text.find(kContext, at + 1)) {
    ContextUse use;
    size_t end = at + kContext.size();
    while (end < text.size() && text[end] == '.') {
      size_t last = end + 1;
      while (last < text.size() &&
             (std::isalnum(static_cast<unsigned char>(text[last])) != 0 || text[last] == '_'))
        ++last;
      if (last == end + 1) break;
      use.names.emplace_back(text.substr(end + 1, last - end - 1));
      end = last;
    }
    use.is_whole = use.names.empty();
    out.push_back(std::move(use));
  }
  if (out.empty()) out.push_back({.names = {}, .is_whole = true});
  return out;
}

/// Calls `visit(const Use&, const ContextUse&)` for each read of the context object.
template <class Visit>
void for_each_context_use(std::span<const analysis::Use> uses, Visit visit) {
  for (const analysis::Use& use : uses) {
    if (use.path != nullptr && use.path->root() == jsonpath::Root::Context) visit(use, names_in(*use.path));
    if (use.jsonata == nullptr) continue;
    for (const ContextUse& one : names_in(*use.jsonata)) visit(use, one);
  }
}

bool is_token(const ContextUse& use) {
  return use.names.size() >= 2 && use.names[0] == "Task" && use.names[1] == "Token";
}

bool has_callback(const asl::State& state) {
  const auto* task = std::get_if<asl::Task>(&state.kind);
  return task != nullptr && task->resource.pattern == Resource::Pattern::WaitForTaskToken;
}

void report_use(Check& check, const analysis::Use& use, std::string message, std::string hint) {
  source::Diagnostic& found = use.span.end != 0
                                  ? check.report(*use.state, use.field, use.span, std::move(message))
                                  : check.report(*use.state, use.field, std::move(message));
  found.hint = std::move(hint);
}

void check_no_token(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (!has_callback(state)) return;
    bool hands_on = false;
    for_each_context_use(check.facts().uses().of(state), [&](const analysis::Use&, const ContextUse& use) {
      hands_on =
          hands_on || use.is_whole || is_token(use) || (use.names.size() == 1 && use.names[0] == "Task");
    });
    if (hands_on) return;
    check
        .report(state, "Resource", task.resource_span,
                quoted_name(state.name) + " waits for a task token that it does not pass to the task")
        .hint = state.query_language == asl::QueryLanguage::JSONPath
                    ? "\"TaskToken.$\": \"$$.Task.Token\" in Parameters"
                    : "{% $states.context.Task.Token %} in Arguments";
  });
}

void check_token_timeout(Check& check) {
  if (check.machine().timeout_seconds) return;
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (!has_callback(state) || !task.timeout_seconds.is_absent() || !task.heartbeat_seconds.is_absent())
      return;
    check.report(state, "", quoted_name(state.name) + " waits for a callback without a limit").hint =
        "TimeoutSeconds, or HeartbeatSeconds if the other side sends heartbeats";
  });
}

void check_token_elsewhere(Check& check) {
  for_each_context_use(check.facts().uses().all(), [&](const analysis::Use& use, const ContextUse& context) {
    if (!is_token(context) || has_callback(*use.state)) return;
    const auto* task = std::get_if<asl::Task>(&use.state->kind);
    // Whether the resource of a placeholder or a local task waits is not known, nor the context of .sync.
    if (task != nullptr &&
        (task->resource.kind == Resource::Kind::Local || task->resource.pattern == Resource::Pattern::Sync))
      return;
    report_use(check, use, "there is no task token here",
               task != nullptr ? "only resources that end in .waitForTaskToken have one"
                               : "only Tasks that wait for a callback have one");
  });
}

struct ContextObject {
  std::string_view name;
  std::array<std::string_view, 6> members;
};

/// AWS guide: "Accessing execution data from the Context object".
constexpr std::array kContext = {
    ContextObject{"Execution", {"Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount"}},
    ContextObject{"State", {"EnteredTime", "Name", "RetryCount"}},
    ContextObject{"StateMachine", {"Id", "Name"}},
    ContextObject{"Task", {"Token"}},
    ContextObject{"Map", {"Item"}},
};

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
  const std::string_view nearest = nearest_name(name, known);
  return nearest.empty() ? std::string() : "did you mean '" + std::string(nearest) + "'?";
}

void check_context_field(Check& check) {
  std::array<std::string_view, kContext.size()> objects;
  for (size_t i = 0; i < kContext.size(); ++i) objects[i] = kContext[i].name;
  for_each_context_use(check.facts().uses().all(), [&](const analysis::Use& use, const ContextUse& context) {
    if (context.names.empty()) return;
    const ContextObject* object = nullptr;
    for (const ContextObject& one : kContext) {
      if (one.name == context.names[0]) object = &one;
    }
    if (object == nullptr) {
      report_use(check, use, "the context object has no " + quoted_name(context.names[0]),
                 did_you_mean(context.names[0], objects));
      return;
    }
    if (context.names.size() < 2) return;
    const std::string& member = context.names[1];
    const bool is_known = member == "RedriveTime" || std::find(object->members.begin(), object->members.end(),
                                                               member) != object->members.end();
    if (!is_known) {
      report_use(check, use,
                 "the context object's " + std::string(object->name) + " has no " + quoted_name(member),
                 did_you_mean(member, object->members));
    }
  });
}

void check_map_item(Check& check) {
  const analysis::Flow& flow = check.facts().flow();
  for_each_context_use(check.facts().uses().all(), [&](const analysis::Use& use, const ContextUse& context) {
    if (context.names.empty() || context.names[0] != "Map") return;
    if (use.state->type() == asl::StateType::Map || flow.map_around(*use.state) != nullptr) return;
    report_use(check, use, "there is no Map around " + quoted_name(use.state->name) + ", and so no item", "");
  });
}

constexpr Rule kRules[] = {
    {.id = "callback-without-token",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "a task that waits for a callback passes its token on",
     .help =
         "A resource that ends in .waitForTaskToken continues when somebody calls SendTaskSuccess with the "
         "token. Parameters have to contain it, or nobody can.",
     .bad = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters: {QueueUrl.$: $.queue, MessageBody: please confirm}
    TimeoutSeconds: 3600
    End: true
)yaml",
     .good = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters:
      QueueUrl.$: $.queue
      MessageBody: {text: please confirm, token.$: $$.Task.Token}
    TimeoutSeconds: 3600
    End: true
)yaml",
     .check = check_no_token},
    {.id = "callback-without-timeout",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a task that waits for a callback does not wait for ever",
     .help = "A message that is lost, or a worker that crashes, leaves the execution waiting for a year. "
             "TimeoutSeconds bounds the whole wait, HeartbeatSeconds the time between two heartbeats; a "
             "TimeoutSeconds of the machine does too.",
     .bad = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters: {QueueUrl.$: $.queue, MessageBody.$: $$.Task.Token}
    End: true
)yaml",
     .good = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters: {QueueUrl.$: $.queue, MessageBody.$: $$.Task.Token}
    TimeoutSeconds: 86400
    End: true
)yaml",
     .check = check_token_timeout},
    {.id = "token-without-callback",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a task token is read only where there is one",
     .help = "The context object has Task.Token in Tasks whose Resource ends in .waitForTaskToken. Anywhere "
             "else the path finds nothing, and the execution fails.",
     .bad = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl.$: $.queue, MessageBody.$: $$.Task.Token}
    End: true
)yaml",
     .good = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters: {QueueUrl.$: $.queue, MessageBody.$: $$.Task.Token}
    TimeoutSeconds: 86400
    End: true
)yaml",
     .check = check_token_elsewhere},
    {.id = "unknown-context-field",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "the context object has the field that is read",
     .help = "Execution {Id, Input, Name, RoleArn, StartTime, RedriveCount, RedriveTime}, State "
             "{EnteredTime, Name, RetryCount}, StateMachine {Id, Name}, Task {Token}, Map {Item}. Anything "
             "else is not found when the state runs.",
     .bad = R"yaml(StartAt: Note
States:
  Note: {Type: Pass, Parameters: {id.$: $$.Execution.ID}, End: true}
)yaml",
     .good = R"yaml(StartAt: Note
States:
  Note: {Type: Pass, Parameters: {id.$: $$.Execution.Id}, End: true}
)yaml",
     .check = check_context_field},
    {.id = "map-item-outside-map",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "a Map's item is read inside of a Map",
     .help = "$$.Map.Item {Index, Key, Value, Source} exists in a Map's fields and the states inside of it.",
     .bad = R"yaml(StartAt: Note
States:
  Note: {Type: Pass, Parameters: {n.$: $$.Map.Item.Index}, End: true}
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemSelector: {n.$: $$.Map.Item.Index}
    ItemProcessor:
      StartAt: Note
      States: {Note: {Type: Pass, End: true}}
    End: true
)yaml",
     .check = check_map_item},
};

}  // namespace

std::span<const Rule> context_object_rules() { return kRules; }

}  // namespace pawl::rules
