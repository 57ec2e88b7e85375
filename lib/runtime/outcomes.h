// Outcomes that came together, and the order in which an execution hears of them.
#pragma once
#include <utility>
#include <vector>

#include "engine/execution.h"

namespace pawl::runtime {

using Outcomes = std::vector<std::pair<engine::CommandId, engine::Outcome>>;

/// Whether one of them is a task's failure.
bool has_failure(const Outcomes& outcomes);

/// Hands all of them on, and empties the list. A failure aborts its siblings, and the results of those that
/// have succeeded by now must not be lost with them: it is heard of last, and what follows from each outcome
/// is recorded before the next one.
void deliver(engine::Execution& execution, Outcomes& outcomes, Millis now);

}  // namespace pawl::runtime
