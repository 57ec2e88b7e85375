// What is recorded of executions that the Tasks of a run start: where their histories are, and who started
// them.
#pragma once
#include <optional>
#include <string>

#include "runs/history_place.h"
#include "runs/settings.h"
#include "value/value.h"

namespace pawl::runs {

/// The folder for histories of a run's children; "none", or nothing: the state directory. `place` is the
/// run's.
std::optional<std::string> place_of_children(const HistorySettings& settings, const HistoryPlace& place);

/// The history of a child, by what place_of_children() gave; empty: none is written.
std::string history_of_child(const std::optional<std::string>& place, const std::string& run);

/// Whether `file` is the history of a child whose first event has the note `started_by`: {run, execution,
/// started, event}. The run may have another name by now, for its file was moved.
bool was_started_by(const std::string& file, const Value& started_by);

}  // namespace pawl::runs
