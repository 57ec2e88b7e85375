// pawl show --map: the Map Runs of a run.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/options.h"
#include "cli/terminal/console.h"
#include "history/run_store.h"
#include "history/summary.h"

namespace pawl::cli {

/// Prints the Map Runs that `options` name: their counts, and the children that did not succeed.
Result<void> print_map_runs(const history::RunFiles& run, const ShowOptions& options, Console& console);

/// One child, as a run.
struct MapRunChild {
  history::RunFiles files;  // its name, and the journal
  history::RunSummary summary;
};
/// The child that `options` name. Errors: there is not exactly one Map Run left, or no such child.
Result<MapRunChild> find_child(const history::RunFiles& run, const ShowOptions& options, Console& console);

}  // namespace pawl::cli
