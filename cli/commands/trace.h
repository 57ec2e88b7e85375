// pawl show --trace: the data flow of one state in a run.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// Prints every visit of the state `options.trace` (see runs::trace()). The exit code.
int trace(const ShowOptions& options, Console& console);

}  // namespace pawl::cli
