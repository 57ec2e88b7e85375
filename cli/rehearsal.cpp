#include "cli/rehearsal.h"

#include "cli/identity.h"
#include "runtime/clock.h"

namespace pawl::cli {

bool ends_before_any_task(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
                          const Value& input) {
  constexpr uint32_t kMostTransitions = 100'000;
  const auto type = settings.options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  engine::ExecutionInfo info = execution_info(workflow.machine_name, launch.name, type, settings.seed);
  info.start_time = runtime::wall_millis();
  info.context = settings.context;
  const Millis start = info.start_time;
  engine::Execution execution(*workflow.definition.machine, std::move(info), limits_of(workflow.limits),
                              settings.seed, nullptr);
  execution.start(input, start);
  return execution.advance(start, kMostTransitions) == engine::Progress::Finished;
}

}  // namespace pawl::cli
