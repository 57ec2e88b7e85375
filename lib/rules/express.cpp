// What an Express workflow may not hold.
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

using asl::Resource;

void check_integrations(const Rule& rule, const asl::StateMachine& machine, const source::Document&,
                        const Options& options, source::Diagnostics& diagnostics) {
  if (options.type != asl::WorkflowType::Express) return;
  for_each_task(machine, [&](const asl::State& state, const asl::Task& task) {
    std::string message;
    if (task.resource.kind == Resource::Kind::Activity) {
      message = "Express state machine does not support Activity ARN";
    } else if (task.resource.pattern == Resource::Pattern::Sync) {
      message = "Express state machine does not support '.sync' service integration";
    } else if (task.resource.pattern == Resource::Pattern::WaitForTaskToken) {
      // AWS writes a second blank here.
      message = "Express state machine does not support '.waitForTaskToken' service integration ";
    }
    if (message.empty()) return;
    diagnostics.push_back(finding(rule, state, "Resource", task.resource_span, std::move(message)));
  });
}

void check_maps(const Rule& rule, const asl::StateMachine& machine, const source::Document&,
                const Options& options, source::Diagnostics& diagnostics) {
  if (options.type != asl::WorkflowType::Express) return;
  for (const asl::State* state : machine.states) {
    const auto* map = std::get_if<asl::Map>(&state->kind);
    if (map == nullptr || map->mode != asl::Map::Mode::Distributed) continue;
    diagnostics.push_back(finding(
        rule, *state, std::string(map->processor_field) + "/ProcessorConfig/Mode", map->mode_span,
        "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"));
    diagnostics.back().aws_path.resize(diagnostics.back().aws_path.size() - std::string_view("/Mode").size());
  }
}

}  // namespace

const Rule kExpressIntegration{.id = "express-integration",
                               .summary = "Express: no .sync, no .waitForTaskToken, no activities",
                               .check = check_integrations};
const Rule kExpressDistributedMap{
    .id = "express-distributed-map", .summary = "Express: no Distributed Map", .check = check_maps};

}  // namespace pawl::rules
