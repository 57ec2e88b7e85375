// pawl show: what happened in a run?
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int show(const ShowOptions& options, Console& console);

}  // namespace pawl::cli
