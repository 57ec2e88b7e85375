// Processes of tasks that outlived the pawl which started them: it was killed, they were not.
#pragma once
#include <string>

#include "base/result.h"
#include "base/timestamp.h"
#include "cli/console.h"

namespace pawl::cli {

/// Stops what still runs of the attempts of a run (SIGTERM, SIGKILL after 5 s), before they are started
/// again. The background processes of attempts that are recorded as succeeded go on. Errors: the history
/// cannot be read, or a process cannot be ended.
Result<void> stop_orphans(const std::string& history, Millis start_time, Console& console);

}  // namespace pawl::cli
