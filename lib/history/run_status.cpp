#include "history/run_status.h"

namespace pawl::history {

std::string_view name_of(RunStatus status) {
  constexpr std::string_view kNames[] = {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"};
  return kNames[static_cast<size_t>(status)];
}

}  // namespace pawl::history
