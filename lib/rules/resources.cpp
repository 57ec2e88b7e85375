#include <algorithm>
#include <cctype>

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

bool allows(const aws::OptimizedIntegration& integration, std::string_view pattern) {
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

/// The service that an unknown name probably means; empty if none is similar.
std::string_view meant_service(std::string_view name) {
  std::string plain = small(name);
  std::erase_if(plain, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  const std::vector<std::string_view> services = aws::known_services();
  const auto same = std::find(services.begin(), services.end(), plain);
  if (same != services.end()) return *same;
  const std::string_view called = aws::service_by_other_name(plain);
  const bool is_offered = !called.empty() && aws::support_of_service(called) != aws::Support::NotOffered;
  return is_offered ? called : nearest_name(name, services);
}

/// Whether one insertion, deletion, substitution or transposition makes them equal.
bool is_one_edit(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() == 2 && b.size() == 2) return a[0] == b[1] && a[1] == b[0];
  return a.size() <= 1 && b.size() <= 1;
}

/// A known action so similar that the unknown one is a typo, not a newer action; empty if none.
std::string_view mistyped_action(std::string_view action, std::string_view service) {
  const std::string plain = small(action);
  for (const std::string_view known : aws::known_actions(service)) {
    if (small(known) == plain || is_one_edit(action, known)) return known;
  }
  return {};
}

std::string_view first_word(std::string_view action) {
  const auto* end =
      std::find_if(action.begin(), action.end(), [](unsigned char c) { return std::islower(c) == 0; });
  return action.substr(0, static_cast<size_t>(end - action.begin()));
}

/// Why the action does not exist; nullopt if it does, or may exist by now.
std::optional<std::string> why_no_action(const aws::IntegrationName& name, aws::InstalledModels& installed) {
  switch (aws::support_of_action(name.service, name.action)) {
    case aws::Support::Known: return std::nullopt;
    case aws::Support::NotOffered: return "Step Functions does not offer this action of " + name.service;
    default: break;
  }
  if (installed.parameters_of(name.service, name.action)) return std::nullopt;
  if (const std::string_view meant = mistyped_action(name.action, name.service); !meant.empty())
    return did_you_mean(meant);
  const std::string_view verb = first_word(name.action);
  if (!verb.empty() && aws::is_verb_of_some_action(verb)) return std::nullopt;
  const std::string_view nearest = nearest_name(name.action, aws::known_actions(name.service));
  if (!nearest.empty()) return did_you_mean(nearest);
  if (verb.empty()) return "actions begin with a lower-case letter";
  return "no action of AWS begins with '" + source::shown(verb) + "'";
}

/// The same for the whole name after "aws-sdk:".
std::optional<std::string> why_not_in_sdk(const aws::IntegrationName& name, aws::InstalledModels& installed) {
  if (!name.pattern.empty() && name.pattern != ".waitForTaskToken")
    return "aws-sdk integrations have no pattern but .waitForTaskToken";
  switch (aws::support_of_service(name.service)) {
    case aws::Support::Known: return why_no_action(name, installed);
    case aws::Support::NameOnly: return std::nullopt;
    case aws::Support::NotOffered: return "Step Functions does not offer this service";
    case aws::Support::Unknown: break;
  }
  if (installed.has_service(name.service)) return std::nullopt;
  const std::string_view meant = meant_service(name.service);
  return meant.empty() ? "no such service; " + aws::table_note(installed) : did_you_mean(meant);
}

std::optional<std::string> why_not_optimized(const aws::IntegrationName& name) {
  const aws::OptimizedIntegration* integration = aws::find_optimized(name.service, name.action);
  if (integration != nullptr) {
    if (allows(*integration, name.pattern)) return std::nullopt;
    return name.service + ":" + name.action + " has no pattern " + source::shown(name.pattern);
  }
  if (!aws::has_all_actions(name.service)) return std::nullopt;
  const std::string sdk = aws::sdk_form(name);
  return sdk.empty() ? std::string() : did_you_mean(sdk);
}

void check_recognized(Check& check) {
  aws::InstalledModels installed;
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const auto name = aws::IntegrationName::of(task.resource);
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

using asl::Resource;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_character);
}

/// The text with each `${X}` replaced by a letter; false if a `${` is not closed.
bool fill_placeholders(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const size_t begin = text.find("${");
    out.append(text.substr(0, begin));
    if (begin == std::string_view::npos) break;
    const size_t end = text.find('}', begin);
    if (end == std::string_view::npos) return false;
    out += 'x';
    text.remove_prefix(end + 1);
  }
  return true;
}

/// "NAME", "NAME:ALIAS", "NAME:$LATEST" after "function:". Only the alias is checked: names may be markers
/// like <NAME>.
bool is_function(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return !text.empty();
  const std::string_view alias = text.substr(colon + 1);
  return colon > 0 && (is_name(alias) || alias == "$LATEST");
}

bool is_resource(const Resource& resource) {
  std::string text;
  if (!fill_placeholders(resource.text, text)) return false;
  if (text == "x" && resource.text != "x") return true;
  if (!text.starts_with("arn:")) {
    // pawl's own kinds, for local runs.
    const std::string_view type = resource.resource_type;
    return type == "exec" || type == "sh" || type == "http" || type == "https" ||
           resource.text == "local:exec";
  }
  std::string_view rest = text;
  for (int part = 0; part < 5; ++part) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) {
      // A placeholder may stand for several parts: "arn:${Rest}".
      return text.size() != resource.text.size();
    }
    rest.remove_prefix(colon + 1);
  }
  if (rest.empty()) return false;
  constexpr std::string_view kFunction = "function:";
  return resource.kind != Resource::Kind::Lambda || is_function(rest.substr(kFunction.size()));
}

void check_arn(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (task.resource_span.end == 0 || is_resource(task.resource)) return;
    check.report(state, "Resource", task.resource_span, "Value is not a valid resource ARN").hint =
        "an ARN, a ${placeholder}, or for local runs exec:, sh:, http(s):// or local:exec";
  });
}

constexpr Rule kRules[] = {
    {.id = "resource-arn",
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a Task's Resource is an ARN",
     .help = "An ARN of a function, an activity or a service integration, or a ${placeholder} for one. For "
             "runs on this machine also exec:PATH, sh:SCRIPT, an http(s) URL and local:exec, which AWS "
             "refuses (see not-portable).",
     .bad = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: payFunction, End: true}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:pay", End: true}
)yaml",
     .check = check_arn},
    {.id = "resource-not-recognized",
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "the service integration and its pattern exist",
     .help =
         "Optimized integrations have a fixed list of actions, and not each can be waited for: .sync runs a "
         "job to its end, .waitForTaskToken waits for a callback. Every other action of a service goes by "
         "arn:aws:states:::aws-sdk:SERVICE:ACTION, with the names that the AWS SDK for Java has for services "
         "and actions in camelCase. pawl has a table of them. A service that is not in the table is refused, "
         "an action only if it is a typo or begins with no verb that AWS uses; see newer-than-table.",
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
     .check = check_recognized},
};

}  // namespace

std::span<const Rule> resources_rules() { return kRules; }

}  // namespace pawl::rules
