// The page about a run, and what it is made of; drawings are written to files in the same way.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "graph/format.h"
#include "history/reader.h"
#include "history/run_store.h"
#include "history/summary.h"
#include "workflow/definition.h"

namespace pawl::cli {

/// The run as the drawing and the page want it, from one reading of the history.
struct RunOfGraph {
  history::RunSummary summary;
  graph::PageEvents events;
  history::FileFaults faults;
};

Result<RunOfGraph> read_run(const std::string& history);

/// The Map Runs of the run in this folder, for the page; empty: it has none.
Result<graph::PageMapRuns> read_map_runs_of_page(const std::string& folder, graph::PageEvents& events);

/// Writes a file that appears whole, or not at all.
Result<void> write_file(const std::string& path, std::string_view text);

/// Whether a drawing or page could be written to the file, as far as can be known before it is. Errors: why
/// not.
Result<void> check_writable(const std::string& file);

/// The page about a finished run (`pawl run --report`). Errors: the history cannot be read, the file not
/// written.
Result<void> write_report(const workflow::Definition& definition, const history::RunFiles& run,
                          const std::string& file);

}  // namespace pawl::cli
