// RunProbe: how a run stands, from the beginning and the end of its history alone: enough for a list of
// thousands.
#pragma once
#include "history/run_store.h"
#include "history/summary.h"

namespace pawl::history {

struct RunProbe {
  RunStatus status = RunStatus::Running;
  /// Running: a pawl is at it, or AWS where it is an export. Without one the run has crashed and can be
  /// resumed.
  bool is_live = false;
  /// It has no event that can be read: no permission, no history, one of a newer format, or an empty file
  /// that nobody writes. The times are those of the file.
  bool is_unreadable = false;
  Millis started = 0;
  Millis last_event = 0;
  uint64_t events = 0;
};

RunProbe probe_run(const RunFiles& run);
/// "RUNNING", "CRASHED", "UNREADABLE", "SUCCEEDED", …
std::string_view name_of(const RunProbe& probe);

}  // namespace pawl::history
