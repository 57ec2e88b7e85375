// pawl stop: ends a run.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int stop(const StopOptions& options, Console& console);

}  // namespace pawl::cli
