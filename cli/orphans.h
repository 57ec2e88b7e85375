// Tasks that outlived the pawl which started them: it was killed, they were not.
#pragma once
#include <vector>

#include "cli/console.h"
#include "replay/replayer.h"

namespace pawl::cli {

/// Stops those of the tasks in the record that still run (SIGTERM to the process group, SIGKILL after 5 s),
/// since they are about to be started again. A process counts only if it still has the run's name in its
/// environment.
void stop_orphans(const std::vector<replay::PendingCommand>& pending, const std::string& run,
                  Console& console);

}  // namespace pawl::cli
