#include <algorithm>
#include <cctype>

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

bool allows(const OptimizedIntegration& integration, std::string_view pattern) {
  if (pattern.empty()) return true;
  if (pattern == ".sync") return integration.sync;
  if (pattern == ".sync:2") return integration.sync_two;
  return pattern == ".waitForTaskToken" && integration.callback;
}

std::string did_you_mean(std::string_view name) { return "did you mean '" + std::string(name) + "'?"; }

std::string small(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// The service that an unknown name may have meant; empty if none is near.
std::string_view meant_service(std::string_view name) {
  std::string plain = small(name);
  std::erase_if(plain, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  const std::vector<std::string_view> services = known_services();
  const auto same = std::find(services.begin(), services.end(), plain);
  if (same != services.end()) return *same;
  const std::string_view called = service_called(plain);
  const bool is_offered = !called.empty() && standing_of_service(called) != Standing::NotOffered;
  return is_offered ? called : nearest_name(name, services);
}

/// One letter more, less or other, or two neighbours swapped.
bool is_one_edit(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() == 2 && b.size() == 2) return a[0] == b[1] && a[1] == b[0];
  return a.size() <= 1 && b.size() <= 1;
}

/// An action that differs in so little that the unknown one is a typo and no newer action.
std::string_view mistyped_action(std::string_view action, std::string_view service) {
  const std::string plain = small(action);
  for (const std::string_view known : known_actions(service)) {
    if (small(known) == plain || is_one_edit(action, known)) return known;
  }
  return {};
}

std::string_view first_word(std::string_view action) {
  const auto* end =
      std::find_if(action.begin(), action.end(), [](unsigned char c) { return std::islower(c) == 0; });
  return action.substr(0, static_cast<size_t>(end - action.begin()));
}

/// Why AWS does not know the action, for people; nullopt if it does, or may by now.
std::optional<std::string> why_no_action(const IntegrationName& name, InstalledModels& installed) {
  switch (standing_of_action(name.service, name.action)) {
    case Standing::Known: return std::nullopt;
    case Standing::NotOffered: return "Step Functions does not offer this action of " + name.service;
    default: break;
  }
  if (installed.parameters_of(name.service, name.action)) return std::nullopt;
  if (const std::string_view meant = mistyped_action(name.action, name.service); !meant.empty())
    return did_you_mean(meant);
  const std::string_view verb = first_word(name.action);
  if (!verb.empty() && is_verb_of_actions(verb)) return std::nullopt;
  const std::string_view nearest = nearest_name(name.action, known_actions(name.service));
  if (!nearest.empty()) return did_you_mean(nearest);
  if (verb.empty()) return "actions begin with a small letter";
  return "no action of AWS begins with '" + source::shown(verb) + "'";
}

/// The same for the whole name behind "aws-sdk:".
std::optional<std::string> why_not_in_sdk(const IntegrationName& name, InstalledModels& installed) {
  if (!name.pattern.empty() && name.pattern != ".waitForTaskToken")
    return "aws-sdk integrations have no pattern but .waitForTaskToken";
  switch (standing_of_service(name.service)) {
    case Standing::Known: return why_no_action(name, installed);
    case Standing::NameOnly: return std::nullopt;
    case Standing::NotOffered: return "Step Functions does not offer this service";
    case Standing::Unknown: break;
  }
  if (installed.has_service(name.service)) return std::nullopt;
  const std::string_view meant = meant_service(name.service);
  return meant.empty() ? "no such service; " + about_the_table(installed) : did_you_mean(meant);
}

std::optional<std::string> why_not_optimized(const IntegrationName& name) {
  const OptimizedIntegration* integration = find_optimized(name.service, name.action);
  if (integration != nullptr) {
    if (allows(*integration, name.pattern)) return std::nullopt;
    return name.service + ":" + name.action + " has no pattern " + source::shown(name.pattern);
  }
  if (!has_all_actions(name.service)) return std::nullopt;
  const std::string sdk = sdk_form(name);
  return sdk.empty() ? std::string() : did_you_mean(sdk);
}

void check_recognized(Check& check) {
  InstalledModels installed;
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto name = IntegrationName::of(task.resource);
    if (!name) return;
    const auto why = name->is_sdk ? why_not_in_sdk(*name, installed) : why_not_optimized(*name);
    if (!why) return;
    check
        .report(state, "Resource", task.resource_span,
                "The resource provided " + source::shown(task.resource.text) +
                    " is not recognized. The value is not a valid resource ARN, or the resource is not "
                    "available in this region.")
        .hint = *why;
  });
}

/// What the table cannot tell from a name that is newer than it.
void check_newer(Check& check) {
  InstalledModels installed;
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto name = IntegrationName::of(task.resource);
    if (!name) return;
    const std::string shown = source::shown(name->service + ":" + name->action);
    if (!name->is_sdk) {
      if (find_optimized(name->service, name->action) != nullptr) return;
      const std::string sdk = sdk_form(*name);
      check.report(state, "Resource", task.resource_span, "pawl knows no optimized integration " + shown)
          .hint = sdk.empty() ? std::string() : "the API itself is called with '" + sdk + "'";
      return;
    }
    if (standing_of_action(name->service, name->action) != Standing::Unknown) return;
    if (installed.parameters_of(name->service, name->action)) return;
    check.report(state, "Resource", task.resource_span, "pawl does not know the action " + shown).hint =
        about_the_table(installed);
  });
}

}  // namespace

const Rule kResourceNotRecognized{
    .id = "resource-not-recognized",
    .code = "SCHEMA_VALIDATION_FAILED",
    .summary = "the service integration and its pattern exist",
    .help =
        "Optimized integrations have a fixed list of actions, and not each can be waited for: .sync runs a "
        "job "
        "to its end, .waitForTaskToken waits for a callback. Every other action of a service goes by "
        "arn:aws:states:::aws-sdk:SERVICE:ACTION, with the names that the AWS SDK for Java has for services "
        "and "
        "actions in camelCase. pawl has a table of them. A service that is not in the table is refused, an "
        "action "
        "only if it is a typo or begins with no verb that AWS uses; see newer-than-table.",
    .bad = R"yaml(StartAt: Find
States:
  Find:
    Type: Task
    Resource: arn:aws:states:::dynamodb:query
    Parameters: {TableName: orders}
    End: true
)yaml",
    .good = R"yaml(StartAt: Find
States:
  Find:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:dynamodb:query
    Parameters: {TableName: orders}
    End: true
)yaml",
    .check = check_recognized};

const Rule kNewerThanTable{.id = "newer-than-table",
                           .kind = Rule::Kind::AwsAdvice,
                           .severity = source::Severity::Info,
                           .summary = "the action is in pawl's table of AWS's services",
                           .help =
                               "The table in pawl is as old as pawl. An action that it does not have is new, "
                               "or does not exist. Where a "
                               "newer botocore (the library of the AWS SDK for Python) is installed, or "
                               "PAWL_BOTOCORE_DATA names its "
                               "folder data, it is asked too.",
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
                           .check = check_newer};

}  // namespace pawl::rules
