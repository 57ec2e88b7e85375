// What a recorded event tells the engine: the outcome of a task.
#pragma once
#include <optional>

#include "engine/command.h"
#include "history/reader.h"

namespace pawl::replay {

/// Whether events of this type are outcomes of a task.
bool is_task_outcome(history::EventType type);
/// Whether a task is over with events of this type.
bool ends_task(history::EventType type);
/// The outcome, as a runner would have reported it. Demands is_task_outcome().
engine::Outcome outcome_of(const history::RecordedEvent& event);
/// Error and cause in an event's details.
asl::StateError error_of(const history::RecordedEvent& event);
/// A member that holds JSON text, as the value it stands for; null where it is left out. Text that is no JSON
/// is that string.
Value payload_of(const Value& details, std::string_view member);

}  // namespace pawl::replay
