// Redrives: which events of a history no longer count, because the run was taken back to before them.
#pragma once
#include <map>
#include <string>

#include "base/result.h"
#include "history/event.h"

namespace pawl::history {

/// The first event that a redrive undid -> its ExecutionRedriven: the last one, where there are several. All
/// events between do not count. AWS's records do not tell what was undone.
using Redrives = std::map<EventId, EventId>;

/// Those of the history at `path`, up to the event `before`; 0: all. Quick where the run was never redriven.
Result<Redrives> read_redrives(const std::string& path, EventId before = 0);

}  // namespace pawl::history
