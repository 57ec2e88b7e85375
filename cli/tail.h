// pawl tail: what happens in a run just now?
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int tail(const TailOptions& options, Console& console);

}  // namespace pawl::cli
