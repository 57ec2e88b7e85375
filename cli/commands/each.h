// `pawl run --each`: one execution for each line of standard input, one result per line, in the order of the
// lines.
#pragma once
#include "cli/launch.h"
#include "cli/terminal/console.h"
#include "cli/workflow.h"

namespace pawl::cli {

/// Runs are named after `first` with the line's number. Returns 1 if any run failed, and stops early where
/// pawl itself cannot go on or is interrupted.
int run_each(const Workflow& workflow, const LaunchSettings& settings, const Launch& first, Console& console);

}  // namespace pawl::cli
