// RunStatus: whether an execution runs, and how it has ended.
#pragma once
#include <cstdint>
#include <string_view>

#include "history/event_type.h"

namespace pawl::history {

/// Running also stands for a run that pawl could not finish: the history does not say it (RunStore does, by
/// the writer's lock).
enum class RunStatus : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted };
/// As AWS spells it: "RUNNING", "TIMED_OUT".
std::string_view name_of(RunStatus status);
/// The status of a run after an event of this type.
RunStatus status_after(EventType type);

}  // namespace pawl::history
