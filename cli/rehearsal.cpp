#include "cli/rehearsal.h"

#include <chrono>

#include "cli/identity.h"

namespace pawl::cli {

bool ends_before_any_task(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
                          const Value& input) {
  constexpr uint32_t kMostTransitions = 100'000;
  using namespace std::chrono;
  const auto type = settings.options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  engine::ExecutionInfo info = execution_info(workflow.machine_name, launch.name, type, settings.seed);
  info.start_time = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  info.context = settings.context;
  engine::Limits limits;
  if (workflow.limits == RunOptions::Limits::Off) limits.payload_bytes = 0;
  const Millis start = info.start_time;
  engine::Execution execution(*workflow.definition.machine, std::move(info), limits, settings.seed, nullptr);
  execution.start(input, start);
  return execution.advance(start, kMostTransitions) == engine::Progress::Finished;
}

}  // namespace pawl::cli
