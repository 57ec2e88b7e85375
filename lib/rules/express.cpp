// What an Express workflow may not hold.
#include "analysis/tasks_of.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

using asl::Resource;

void check_integrations(Check& check) {
  if (check.options().type != asl::WorkflowType::Express) return;
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    std::string message;
    if (task.resource.kind == Resource::Kind::Activity) {
      message = "Express state machine does not support Activity ARN";
    } else if (task.resource.pattern == Resource::Pattern::Sync) {
      message = "Express state machine does not support '.sync' service integration";
    } else if (task.resource.pattern == Resource::Pattern::WaitForTaskToken) {
      // AWS writes a second blank here.
      message = "Express state machine does not support '.waitForTaskToken' service integration ";
    }
    if (!message.empty()) check.report(state, "Resource", task.resource_span, std::move(message));
  });
}

void check_maps(Check& check) {
  if (check.options().type != asl::WorkflowType::Express) return;
  for (const asl::State* state : check.machine().states) {
    const auto* map = std::get_if<asl::Map>(&state->kind);
    if (map == nullptr || map->mode != asl::Map::Mode::Distributed) continue;
    source::Diagnostic& found = check.report(
        *state, std::string(map->processor_field) + "/ProcessorConfig/Mode", map->mode_span,
        "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
    found.aws_path.resize(found.aws_path.size() - std::string_view("/Mode").size());
  }
}

constexpr Rule kRules[] = {
    {.id = "express-integration",
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Express: no .sync, no .waitForTaskToken, no activities",
     .help = "With --type express. An Express workflow lives five minutes and cannot be resumed: it can "
             "start a job, but neither wait for its end nor for a callback. Call without the suffix, or make "
             "the workflow a Standard one.",
     .bad = R"yaml(StartAt: Build
States:
  Build:
    Type: Task
    Resource: arn:aws:states:::glue:startJobRun.sync
    Parameters: {JobName: nightly}
    End: true
)yaml",
     .good = R"yaml(StartAt: Build
States:
  Build:
    Type: Task
    Resource: arn:aws:states:::glue:startJobRun
    Parameters: {JobName: nightly}
    End: true
)yaml",
     .check = check_integrations},
    {.id = "express-distributed-map",
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Express: no Distributed Map",
     .help = "With --type express. A Distributed Map starts an execution per batch and belongs into a "
             "Standard workflow; its children may be Express (ExecutionType).",
     .bad = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: EXPRESS}
      StartAt: Do
      States: {Do: {Type: Succeed}}
    End: true
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Do
      States: {Do: {Type: Succeed}}
    End: true
)yaml",
     .check = check_maps},
};

}  // namespace

std::span<const Rule> express_rules() { return kRules; }

}  // namespace pawl::rules
