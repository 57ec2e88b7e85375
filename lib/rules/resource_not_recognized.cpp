#include <algorithm>
#include <array>

#include "rules/check.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

using asl::Resource;

/// An action of an optimised integration and how it may answer besides request and response (AWS guide:
/// "Integrating services").
struct Integration {
  std::string_view service;
  std::string_view action;
  bool sync = false;
  bool sync_two = false;
  bool callback = false;
};

constexpr Integration kIntegrations[] = {
    {.service = "apigateway", .action = "invoke", .callback = true},
    {.service = "athena", .action = "startQueryExecution", .sync = true},
    {.service = "athena", .action = "getQueryExecution"},
    {.service = "athena", .action = "getQueryResults"},
    {.service = "athena", .action = "stopQueryExecution"},
    {.service = "batch", .action = "submitJob", .sync = true},
    {.service = "databrew", .action = "startJobRun", .sync = true},
    {.service = "dynamodb", .action = "getItem"},
    {.service = "dynamodb", .action = "putItem"},
    {.service = "dynamodb", .action = "updateItem"},
    {.service = "dynamodb", .action = "deleteItem"},
    {.service = "ecs", .action = "runTask", .sync = true, .callback = true},
    {.service = "events", .action = "putEvents", .callback = true},
    {.service = "glue", .action = "startJobRun", .sync = true},
    {.service = "http", .action = "invoke"},
    {.service = "lambda", .action = "invoke", .callback = true},
    {.service = "mediaconvert", .action = "createJob", .sync = true},
    {.service = "sns", .action = "publish", .callback = true},
    {.service = "sqs", .action = "sendMessage", .callback = true},
    {.service = "states", .action = "startExecution", .sync = true, .sync_two = true, .callback = true},
};

/// Services that may have actions beyond the table: those are let pass.
constexpr std::array kOpenServices = {std::string_view("lambda"), std::string_view("athena"),
                                      std::string_view("mediaconvert")};

bool allows(const Integration& integration, std::string_view suffix) {
  if (suffix.empty()) return true;
  if (suffix == ".sync") return integration.sync;
  if (suffix == ".sync:2") return integration.sync_two;
  return suffix == ".waitForTaskToken" && integration.callback;
}

bool is_recognized(const Resource& resource) {
  const std::string_view service = resource.resource_type;
  const std::string_view action = std::string_view(resource.action).substr(0, resource.action.find('.'));
  const std::string_view suffix = std::string_view(resource.action).substr(action.size());
  if (service.starts_with("aws-sdk:")) return suffix.empty() || suffix == ".waitForTaskToken";
  bool is_known_service = false;
  for (const Integration& integration : kIntegrations) {
    if (integration.service != service) continue;
    is_known_service = true;
    if (integration.action == action) return allows(integration, suffix);
  }
  return !is_known_service ||
         std::find(kOpenServices.begin(), kOpenServices.end(), service) != kOpenServices.end();
}

void check_recognized(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const Resource& resource = task.resource;
    if (resource.kind != Resource::Kind::Service || is_recognized(resource)) return;
    // Placeholders inside the service or the action: what they stand for is not known.
    if (!resource.text.ends_with(resource.resource_type + ":" + resource.action)) return;
    check.report(state, "Resource", task.resource_span,
                 "The resource provided " + source::shown(resource.text) +
                     " is not recognized. The value is not a valid resource ARN, or the resource is not "
                     "available in this region.");
  });
}

}  // namespace

/// Only what AWS is known to refuse: services outside the table are let pass.
const Rule kResourceNotRecognized{.id = "resource-not-recognized",
                                  .code = "SCHEMA_VALIDATION_FAILED",
                                  .summary = "the service integration and its pattern exist",
                                  .help =
                                      "Optimized integrations have a fixed list of actions, and not each can "
                                      "be waited for: .sync runs a job to its end, "
                                      ".waitForTaskToken waits for a callback. Every other action of a "
                                      "service goes by arn:aws:states:::aws-sdk:…",
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

}  // namespace pawl::rules
