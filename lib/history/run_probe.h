// RunProbe: a run's status from the first and last events of its history: fast enough for a list of
// thousands.
#pragma once
#include "base/result.h"
#include "history/reader.h"
#include "history/run_store.h"
#include "history/summary.h"

namespace pawl::history {

struct RunProbe {
  RunStatus status = RunStatus::Running;
  /// Of status Running: a pawl is running it, or AWS if it is an export or was fetched. False: the run has
  /// crashed and can be resumed.
  bool is_live = false;
  bool is_parked = false;  // of one that is not live: it waits for somebody outside
  /// No event can be read: no permission, no history, one of a newer format, or an empty file without a
  /// writer. The times are those of the file.
  bool is_unreadable = false;
  Millis started = 0;
  Millis last_event = 0;
  uint64_t events = 0;
};

RunProbe probe_run(const RunFiles& run);
/// The last whole event of a history that pawl wrote. Errors: there is none, or it cannot be read.
Result<RecordedEvent> last_event(const std::string& path);
/// "RUNNING", "PARKED", "CRASHED", "UNREADABLE", "SUCCEEDED", …
std::string_view name_of(const RunProbe& probe);

}  // namespace pawl::history
