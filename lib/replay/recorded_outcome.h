// The outcome of a task or a map run, from its recorded event.
#pragma once
#include <optional>

#include "engine/command.h"
#include "history/reader.h"

namespace pawl::replay {

/// Whether events of this type are outcomes of a task or a map run.
bool is_outcome(history::EventType type);
/// Whether it ends the task or map run.
bool is_final_outcome(history::EventType type);
/// Whether it is a success, with an output.
bool is_success(history::EventType type);
/// A payload in an event's details. Errors: it was left out or truncated.
Result<Value> whole_payload(const history::RecordedEvent& event, std::string_view member);
/// The outcome as a task runner reports it. Demands is_outcome().
engine::Outcome outcome_of(const history::RecordedEvent& event);
/// Error and cause in an event's details.
asl::StateError error_of(const history::RecordedEvent& event);

}  // namespace pawl::replay
