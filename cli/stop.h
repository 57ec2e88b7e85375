// pawl stop: ends a run.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int stop(const StopOptions& options, Console& console);

}  // namespace pawl::cli
