// pawl replay: would this definition take the recorded path again?
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int replay(const ReplayOptions& options, Console& console);

}  // namespace pawl::cli
