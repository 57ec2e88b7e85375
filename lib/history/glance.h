// Glance: how a run stands, from the beginning and the end of its history alone: enough for a list of
// thousands.
#pragma once
#include "history/run_store.h"
#include "history/summary.h"

namespace pawl::history {

struct Glance {
  RunStatus status = RunStatus::Running;
  bool is_live = false;  // Running: a pawl is at it. Without one the run has crashed and can be resumed.
  Millis started = 0;
  Millis last_event = 0;
  uint64_t events = 0;
};

Glance glance_at(const RunFiles& run);
/// "RUNNING", "CRASHED", "SUCCEEDED", …
std::string_view name_of(const Glance& glance);

}  // namespace pawl::history
