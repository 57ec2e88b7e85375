// Redrives: which events of a history a redrive has undone.
#pragma once
#include <map>
#include <string>

#include "base/result.h"
#include "history/event.h"
#include "history/event_text.h"

namespace pawl::history {

/// The first event that a redrive undid -> its ExecutionRedriven: the last one, where there are several. All
/// events between do not count. AWS's histories do not record what was undone.
using Redrives = std::map<EventId, EventId>;

/// Those of the history at `path`, up to the event `before`; 0: all. Fast if the run was never redriven.
Result<Redrives> read_redrives(const std::string& path, EventId before = 0);
Result<Redrives> read_redrives(EventTexts texts, EventId before = 0);

}  // namespace pawl::history
