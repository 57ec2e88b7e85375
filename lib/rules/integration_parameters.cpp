// What a service integration is given.
#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "base/suggestion.h"
#include "rules/aws_services.h"
#include "rules/check.h"
#include "rules/installed_models.h"
#include "rules/integration_name.h"
#include "rules/optimized_integrations.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

bool is_same_but_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

template <class Visit>
void for_each_word(std::string_view words, char separator, Visit visit) {
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(separator));
    visit(word);
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
}

/// What an integration takes.
struct Parameters {
  std::vector<std::string> required;  // "A|B": one of them
  std::vector<std::string_view> names;
  ActionParameters api;

  Parameters() = default;
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;
};

void add_api(std::string_view service, std::string_view action, std::string_view dropped, Parameters& out) {
  std::optional<ActionParameters> api = parameters_of(service, action);
  if (!api) return;
  out.api = std::move(*api);
  std::unordered_set<std::string_view> gone;
  for_each_word(dropped, ' ', [&](std::string_view name) { gone.insert(name); });
  for (const std::string& name : out.api.required) out.required.push_back(name);
  for (const auto* names : {&out.api.required, &out.api.optional}) {
    for (const std::string& name : *names) {
      if (!gone.contains(name)) out.names.push_back(name);
    }
  }
}

void collect(const OptimizedIntegration& integration, Parameters& out) {
  if (const size_t colon = integration.api.find(':'); colon != std::string_view::npos)
    add_api(integration.api.substr(0, colon), integration.api.substr(colon + 1), integration.dropped, out);
  for_each_word(integration.required, ' ', [&](std::string_view one) {
    out.required.emplace_back(one);
    for_each_word(one, '|', [&](std::string_view name) { out.names.push_back(name); });
  });
  for_each_word(integration.optional, ' ', [&](std::string_view name) { out.names.push_back(name); });
}

/// A name that the definition gives, and its key there.
struct Given {
  std::string_view name;  // without ".$"
  source::Span span;
};

/// nullopt if the parameters are computed as a whole, or by a template around the definition.
std::optional<std::vector<Given>> given_to(Check& check, const asl::State& state) {
  const bool is_jsonata = state.query_language == asl::QueryLanguage::JSONata;
  const source::Node* node = check.facts().find(state, is_jsonata ? "Arguments" : "Parameters");
  std::vector<Given> given;
  if (node == nullptr) return given;
  if (node->kind != source::Node::Kind::Object) return std::nullopt;
  for (const source::NodeMember& member : node->members) {
    std::string_view name = member.key;
    if (name.find("::") != std::string_view::npos || name == "Ref" ||
        name.find("${") != std::string_view::npos)
      return std::nullopt;
    if (!is_jsonata && name.ends_with(".$")) name.remove_suffix(2);
    given.push_back({name, member.key_span});
  }
  return given;
}

/// Whether it is among the names; "A|B": one of them.
bool is_given(std::string_view wanted, const std::vector<Given>& given) {
  bool is_there = false;
  for_each_word(wanted, '|', [&](std::string_view one) {
    is_there = is_there || std::any_of(given.begin(), given.end(),
                                       [&](const Given& name) { return is_same_but_case(name.name, one); });
  });
  return is_there;
}

/// Calls `visit(state, task, name, optimized)` for each task that calls a service; `optimized` is a null
/// pointer for aws-sdk integrations. Optimized integrations that pawl does not know are left out.
template <class Visit>
void for_each_integration(const asl::StateMachine& machine, Visit visit) {
  for_each_task(machine, [&](const asl::State& state, const asl::Task& task) {
    const auto name = IntegrationName::of(task.resource);
    if (!name) return;
    const OptimizedIntegration* optimized =
        name->is_sdk ? nullptr : find_optimized(name->service, name->action);
    if (name->is_sdk || optimized != nullptr) visit(state, task, *name, optimized);
  });
}

void collect(const IntegrationName& name, const OptimizedIntegration* optimized, Parameters& out) {
  if (optimized != nullptr) collect(*optimized, out);
  else add_api(name.service, name.action, "", out);
}

void check_required(Check& check) {
  for_each_integration(check.machine(),
                       [&](const asl::State& state, const asl::Task& task, const IntegrationName& name,
                           const OptimizedIntegration* optimized) {
                         Parameters parameters;
                         collect(name, optimized, parameters);
                         if (parameters.required.empty()) return;
                         const auto given = given_to(check, state);
                         if (!given) return;
                         for (std::string& wanted : parameters.required) {
                           if (is_given(wanted, *given)) continue;
                           std::replace(wanted.begin(), wanted.end(), '|', '/');
                           check.report(state, "Resource", task.resource_span,
                                        name.service + ":" + name.action + " needs the parameter " + wanted);
                         }
                       });
}

/// PascalCase of a name whose action is not known.
std::string with_capital(std::string_view name) {
  std::string out(name);
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

void check_unknown(Check& check) {
  InstalledModels installed;
  for_each_integration(check.machine(), [&](const asl::State& state, const asl::Task&,
                                            const IntegrationName& name,
                                            const OptimizedIntegration* optimized) {
    const auto given = given_to(check, state);
    if (!given || given->empty()) return;
    Parameters parameters;
    collect(name, optimized, parameters);
    const bool is_known_action =
        optimized != nullptr || standing_of_action(name.service, name.action) == Standing::Known;
    std::optional<ActionParameters> newer;
    const auto is_in = [](const auto& names, std::string_view one) {
      return std::find(names.begin(), names.end(), one) != names.end();
    };
    const char* field = state.query_language == asl::QueryLanguage::JSONata ? "Arguments" : "Parameters";
    for (const Given& one : *given) {
      if (one.name.empty() || is_in(parameters.names, one.name)) continue;
      const auto report = [&](std::string hint) -> source::Diagnostic& {
        source::Diagnostic& finding =
            check.report(state, field, one.span,
                         name.service + ":" + name.action + " has no parameter " + quoted_name(one.name));
        finding.hint = std::move(hint);
        return finding;
      };
      const auto did_you_mean = [](std::string_view meant) {
        return "did you mean '" + std::string(meant) + "'?";
      };
      if (!is_known_action) {
        if (is_lower(one.name.front())) report(did_you_mean(with_capital(one.name)));
        continue;
      }
      const auto same =
          std::find_if(parameters.names.begin(), parameters.names.end(),
                       [&](std::string_view known) { return is_same_but_case(known, one.name); });
      if (same != parameters.names.end()) {
        // How optimized integrations write DNSName or DnsName is not documented.
        if (is_lower(one.name.front())) report(did_you_mean(*same));
        else if (optimized == nullptr) report(did_you_mean(*same)).severity = source::Severity::Warning;
        continue;
      }
      const std::string_view api = optimized != nullptr ? optimized->api : std::string_view();
      const std::string_view service = optimized != nullptr ? api.substr(0, api.find(':')) : name.service;
      const std::string_view action =
          optimized != nullptr ? api.substr(std::min(api.size(), api.find(':') + 1)) : name.action;
      if (!newer) newer = installed.parameters_of(service, action).value_or(ActionParameters{});
      const bool is_dropped = optimized != nullptr && is_in(parameters.api.optional, one.name);
      if (!is_dropped && is_in(newer->optional, one.name)) continue;
      const std::string_view nearest = is_dropped ? "" : nearest_name(one.name, parameters.names);
      if (!nearest.empty()) {
        report(did_you_mean(nearest));
      } else if (optimized != nullptr) {
        report(optimized->carrier.empty() ? std::string()
                                          : "what is sent stands inside " + std::string(optimized->carrier));
      } else {
        report(about_the_table(installed)).severity = source::Severity::Warning;
      }
    }
  });
}

}  // namespace

const Rule kRequiredParameter{
    .id = "required-parameter",
    .kind = Rule::Kind::Advice,
    .severity = source::Severity::Warning,
    .summary = "a service gets the parameters it cannot do without",
    .help =
        "FunctionName for lambda:invoke, QueueUrl and MessageBody for sqs:sendMessage, TableName and Key for "
        "dynamodb:getItem: what the service's API asks for. "
        "Without Parameters the task gets none of them: the state's input is not used for them.",
    .bad = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {MessageBody.$: $}
    End: true
)yaml",
    .good = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl: "${QueueUrl}", MessageBody.$: $}
    End: true
)yaml",
    .check = check_required};

const Rule kUnknownParameter{
    .id = "unknown-parameter",
    .kind = Rule::Kind::Advice,
    .severity = source::Severity::Error,
    .summary = "a service integration is given parameters that it has",
    .help =
        "Step Functions passes no parameter on that it does not know: 'The field \"…\" is not supported by "
        "Step "
        "Functions', mostly not before the execution. Parameters begin with a capital, also where the "
        "service's own API writes them otherwise, and aws-sdk integrations write DBName as DbName, as the "
        "AWS SDK "
        "for Java does. A name that is near to none, or differs inside in case only, is a warning for "
        "aws-sdk "
        "integrations: it may be newer than pawl's table.",
    .bad = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
    TimeoutSeconds: 3600
    Parameters: {FunctionName: "${Ask}", Payload.$: $, TaskToken.$: $$.Task.Token}
    End: true
)yaml",
    .good = R"yaml(StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
    TimeoutSeconds: 3600
    Parameters: {FunctionName: "${Ask}", Payload: {token.$: $$.Task.Token}}
    End: true
)yaml",
    .check = check_unknown};

}  // namespace pawl::rules
