#include "history/run_status.h"

namespace pawl::history {

std::string_view name_of(RunStatus status) {
  constexpr std::string_view kNames[] = {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"};
  return kNames[static_cast<size_t>(status)];
}

RunStatus status_after(EventType type) {
  switch (type) {
    case EventType::ExecutionSucceeded: return RunStatus::Succeeded;
    case EventType::ExecutionFailed: return RunStatus::Failed;
    case EventType::ExecutionTimedOut: return RunStatus::TimedOut;
    case EventType::ExecutionAborted: return RunStatus::Aborted;
    default: return RunStatus::Running;
  }
}

}  // namespace pawl::history
