// Outcomes that arrived together, and the order in which an execution receives them.
#pragma once
#include <utility>
#include <vector>

#include "engine/execution.h"

namespace pawl::runtime {

using Outcomes = std::vector<std::pair<engine::CommandId, engine::Outcome>>;

/// Whether one of them is a task's failure.
bool has_failure(const Outcomes& outcomes);

/// Delivers all outcomes and empties the list. Failures come last: a failure aborts its siblings, and results
/// that are there already must not be lost. What follows from each outcome is recorded before the next one.
void deliver(engine::Execution& execution, Outcomes& outcomes, Millis now);

}  // namespace pawl::runtime
