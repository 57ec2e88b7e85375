// The Map Runs of a run, as `pawl show --map` and the page show them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/map_run_summary.h"

namespace pawl::cli {

struct ShownMapRun {
  std::string path;  // of the journal
  history::MapRunSummary summary;
  std::string_view status;  // CRASHED: it has no end, and nobody writes one
  history::FileFaults faults;
};

/// In the order they began. `folder` is the run's; empty: there are none.
Result<std::vector<ShownMapRun>> read_map_runs(const std::string& folder);

}  // namespace pawl::cli
