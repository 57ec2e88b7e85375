// `pawl run --each`: one execution for each line of standard input, one result per line, in the order of the
// lines.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"
#include "runs/launch.h"

namespace pawl::cli {

/// Runs are named after `first` with the line's number. Returns 1 if any run failed, and stops early where
/// pawl itself cannot continue or is interrupted.
int run_each(const RunOptions& options, const workflow::Workflow& workflow,
             const runs::LaunchSettings& settings, const runs::Launch& first, Console& console);

}  // namespace pawl::cli
