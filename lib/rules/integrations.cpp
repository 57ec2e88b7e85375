// The parameters of service integrations.
#include <algorithm>
#include <cctype>
#include <iterator>

#include "analysis/tasks_of.h"
#include "aws/installed_models.h"
#include "aws/integration_name.h"
#include "aws/optimized_integrations.h"
#include "aws/services.h"
#include "base/suggestion.h"
#include "rules/check.h"
#include "rules/families.h"

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

/// The service integration of a task: aws-sdk or optimized.
struct Integration {
  aws::IntegrationName name;
  const aws::OptimizedIntegration* optimized = nullptr;
  std::string_view api_service;  // empty if it wraps no API
  std::string_view api_action;

  [[nodiscard]] std::string shown() const { return name.service + ":" + name.action; }
};

/// nullopt if the resource is no service integration, or an optimized one that pawl does not know.
std::optional<Integration> integration_of(const asl::Task& task) {
  auto name = aws::IntegrationName::of(task.resource);
  if (!name) return std::nullopt;
  Integration integration{.name = std::move(*name)};
  if (integration.name.is_sdk) return integration;
  integration.optimized = aws::find_optimized(integration.name.service, integration.name.action);
  if (integration.optimized == nullptr) return std::nullopt;
  const std::string_view api = integration.optimized->api;
  if (const size_t colon = api.find(':'); colon != std::string_view::npos) {
    integration.api_service = api.substr(0, colon);
    integration.api_action = api.substr(colon + 1);
  }
  return integration;
}

/// The parameters that an integration takes.
struct Parameters {
  bool are_known = true;              // false if its action is not in the table
  std::vector<std::string> required;  // "A|B": one of them
  std::vector<std::string> names;
  std::vector<std::string> dropped;  // of its API, but not of the integration

  explicit Parameters(const Integration& integration);

 private:
  void add(const aws::ActionParameters& api);
};

void Parameters::add(const aws::ActionParameters& api) {
  required.insert(required.end(), api.required.begin(), api.required.end());
  for (const auto* some : {&api.required, &api.optional})
    std::copy_if(some->begin(), some->end(), std::back_inserter(names), [&](const std::string& name) {
      return std::find(dropped.begin(), dropped.end(), name) == dropped.end();
    });
}

Parameters::Parameters(const Integration& integration) {
  if (integration.optimized == nullptr) {
    const auto api = aws::parameters_of(integration.name.service, integration.name.action);
    are_known = api.has_value();
    if (api) add(*api);
    return;
  }
  const aws::OptimizedIntegration& row = *integration.optimized;
  for_each_word(row.dropped, ' ', [&](std::string_view name) { dropped.emplace_back(name); });
  if (const auto api = aws::parameters_of(integration.api_service, integration.api_action)) add(*api);
  for_each_word(row.required, ' ', [&](std::string_view one) {
    required.emplace_back(one);
    for_each_word(one, '|', [&](std::string_view name) { names.emplace_back(name); });
  });
  for_each_word(row.optional, ' ', [&](std::string_view name) { names.emplace_back(name); });
}

/// A parameter in the definition.
struct Given {
  std::string_view name;  // without ".$"
  source::Span span;
};

/// nullopt if the parameters are computed as a whole, or by a template.
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

void check_required(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto integration = integration_of(task);
    if (!integration) return;
    const auto given = given_to(check, state);
    if (!given) return;
    for (std::string& wanted : Parameters(*integration).required) {
      if (is_given(wanted, *given)) continue;
      std::replace(wanted.begin(), wanted.end(), '|', '/');
      check.report(state, "Resource", task.resource_span,
                   integration->shown() + " needs the parameter " + wanted);
    }
  });
}

/// A hint about an unknown name, and how certain the finding is.
struct Doubt {
  std::string hint;
  source::Severity severity = source::Severity::Error;
};

std::string did_you_mean(std::string_view name) { return "did you mean '" + std::string(name) + "'?"; }

std::string with_capital(std::string_view name) {
  std::string out(name);
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

/// For a name that is not exactly one of the parameters; nullopt if it may be one.
std::optional<Doubt> doubt_about(std::string_view name, const Integration& integration,
                                 const Parameters& parameters, aws::InstalledModels& installed) {
  const bool is_sdk = integration.name.is_sdk;
  const auto same = std::find_if(parameters.names.begin(), parameters.names.end(),
                                 [&](std::string_view known) { return is_same_but_case(known, name); });
  const bool is_known = same != parameters.names.end();
  if (is_lower(name.front()) && (is_known || !parameters.are_known))
    return Doubt{did_you_mean(is_known ? *same : with_capital(name))};
  if (is_known) {
    // How optimized integrations write DBName is not documented.
    if (!is_sdk) return std::nullopt;
    return Doubt{did_you_mean(*same), source::Severity::Warning};
  }
  if (!parameters.are_known) return std::nullopt;
  if (std::find(parameters.dropped.begin(), parameters.dropped.end(), name) != parameters.dropped.end())
    return Doubt{"the service's API has it, Step Functions does not pass it on"};
  const auto newer = is_sdk ? installed.parameters_of(integration.name.service, integration.name.action)
                            : installed.parameters_of(integration.api_service, integration.api_action);
  if (newer && newer->has(name)) return std::nullopt;
  const std::vector<std::string_view> names(parameters.names.begin(), parameters.names.end());
  if (const std::string_view nearest = nearest_name(name, names); !nearest.empty())
    return Doubt{did_you_mean(nearest)};
  if (is_sdk) return Doubt{aws::table_note(installed), source::Severity::Warning};
  const std::string carrier(integration.optimized->carrier);
  return Doubt{carrier.empty() ? std::string() : "the payload goes into " + carrier};
}

void check_unknown(Check& check) {
  aws::InstalledModels installed;
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto integration = integration_of(task);
    if (!integration) return;
    const auto given = given_to(check, state);
    if (!given || given->empty()) return;
    const Parameters parameters(*integration);
    const char* field = state.query_language == asl::QueryLanguage::JSONata ? "Arguments" : "Parameters";
    for (const Given& one : *given) {
      const auto& names = parameters.names;
      if (one.name.empty() || std::find(names.begin(), names.end(), one.name) != names.end()) continue;
      auto doubt = doubt_about(one.name, *integration, parameters, installed);
      if (!doubt) continue;
      source::Diagnostic& finding = check.report(
          state, field, one.span, integration->shown() + " has no parameter " + quoted_name(one.name));
      finding.hint = std::move(doubt->hint);
      finding.severity = doubt->severity;
    }
  });
}

/// Names that may be newer than the table.
void check_newer(Check& check) {
  aws::InstalledModels installed;
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto name = aws::IntegrationName::of(task.resource);
    if (!name) return;
    const std::string shown = source::shown(name->service + ":" + name->action);
    if (!name->is_sdk) {
      if (aws::find_optimized(name->service, name->action) != nullptr) return;
      const std::string sdk = aws::sdk_form(*name);
      check.report(state, "Resource", task.resource_span, "pawl knows no optimized integration " + shown)
          .hint = sdk.empty() ? std::string() : "the API itself is called with '" + sdk + "'";
      return;
    }
    if (aws::support_of_action(name->service, name->action) != aws::Support::Unknown) return;
    if (installed.parameters_of(name->service, name->action)) return;
    check.report(state, "Resource", task.resource_span, "pawl does not know the action " + shown).hint =
        aws::table_note(installed);
  });
}

constexpr Rule kRules[] = {
    {.id = "required-parameter",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a service integration has its required parameters",
     .help = "FunctionName for lambda:invoke, QueueUrl and MessageBody for sqs:sendMessage, TableName and "
             "Key for dynamodb:getItem: what the service's API requires. Without Parameters the task gets "
             "none of them: the state's input is not used for them.",
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
     .check = check_required},
    {.id = "unknown-parameter",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "a service integration has no unknown parameters",
     .help = "Step Functions passes no parameter on that it does not know: 'The field \"…\" is not supported "
             "by Step Functions', at creation or only in the execution. Parameters begin with a "
             "capital, also where the service's own API writes them otherwise, and aws-sdk integrations "
             "write DBName as DbName, as the AWS SDK for Java does. A name that is near to none, or differs "
             "inside in case only, is a warning for aws-sdk integrations: it may be newer than pawl's table.",
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
     .check = check_unknown},
    {.id = "newer-than-table",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Info,
     .summary = "the action is in pawl's table of AWS's services",
     .help = "The table in pawl is as old as pawl. An action that it does not have is new, or does not "
             "exist. Where a newer botocore (the library of the AWS SDK for Python) is installed, or "
             "PAWL_BOTOCORE_DATA names its folder data, it is asked too.",
     .bad = R"yaml(StartAt: Move
States:
  Move:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:s3:moveObjectToMars
    Parameters: {Bucket: photos}
    End: true
)yaml",
     .good = R"yaml(StartAt: Copy
States:
  Copy:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:s3:copyObject
    Parameters: {Bucket: photos, Key: a, CopySource: photos/b}
    End: true
)yaml",
     .check = check_newer},
};

}  // namespace

std::span<const Rule> integrations_rules() { return kRules; }

}  // namespace pawl::rules
