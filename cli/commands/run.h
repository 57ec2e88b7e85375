// `pawl run`: executes a definition, once or once for each line of standard input.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

int run(const RunOptions& options, Console& console);

}  // namespace pawl::cli
