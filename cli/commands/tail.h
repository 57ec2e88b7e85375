// pawl tail: what happens in a run just now?
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int tail(const TailOptions& options, Console& console);

}  // namespace pawl::cli
