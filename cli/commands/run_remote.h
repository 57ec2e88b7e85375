// `pawl run --aws` and `--endpoint-url`: the same definition at the service.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// Runs it to its end and prints its output. Returns the exit code.
int run_remote(const RunOptions& options, Console& console);

}  // namespace pawl::cli
