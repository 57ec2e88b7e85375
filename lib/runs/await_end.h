// Waiting for a run that another process carries out.
#pragma once
#include <string_view>

#include "history/summary.h"
#include "runs/history_place.h"
#include "runs/notices.h"

namespace pawl::runs {

struct OtherEnd {
  int interrupted_by = 0;       // the signal that ended the waiting; 0: the run has ended
  history::RunSummary summary;  // Running: it crashed
};

/// Notices say that pawl waits, and that the process that runs it is stopped, if it is; they begin with
/// `label`. Errors: its history cannot be read.
Result<OtherEnd> await_end(const HistoryPlace& place, std::string_view label, Notices& notices);

}  // namespace pawl::runs
