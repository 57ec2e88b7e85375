// Processes of tasks that still run after the pawl that started them was killed.
#pragma once
#include <string>

#include "base/result.h"
#include "base/timestamp.h"
#include "runs/notices.h"

namespace pawl::runs {

/// Which attempts: all, or those that are not recorded as succeeded and will start again.
enum class Orphans : uint8_t { All, Unfinished };

/// Stops what still runs of a run that another pawl began, and whose history is `file` (SIGTERM, SIGKILL
/// after 5 s). Errors: the history cannot be read, or a process cannot be ended.
Result<void> stop_orphans(const std::string& file, Millis start_time, Orphans which, Notices& notices);

}  // namespace pawl::runs
