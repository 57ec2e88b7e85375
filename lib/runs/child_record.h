// What is recorded of executions that the Tasks of a run start: where their histories are, and who started
// them.
#pragma once
#include <optional>
#include <string>

#include "runs/history_place.h"
#include "runs/settings.h"
#include "value/value.h"

namespace pawl::runs {

/// The folder for the histories of a run's children; "none": they have none; nullopt: the state directory.
/// `place` is the run's.
std::optional<std::string> place_of_children(const HistorySettings& settings, const HistoryPlace& place);

/// The history of a child, by what place_of_children() gave; empty: none is written.
std::string history_of_child(const std::optional<std::string>& place, const std::string& run);

/// Whether `file` is the history of a child whose first event has the note `started_by`: {run, execution,
/// started, event}. The run's name is not compared, since its file may have been moved.
bool was_started_by(const std::string& file, const Value& started_by);

}  // namespace pawl::runs
