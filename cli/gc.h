// pawl gc: removes old runs.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int gc(const GcOptions& options, Console& console);

}  // namespace pawl::cli
