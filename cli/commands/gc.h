// pawl gc: removes old runs.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int gc(const GcOptions& options, Console& console);

}  // namespace pawl::cli
