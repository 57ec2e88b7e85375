// pawl ls: which runs are there?
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int ls(const LsOptions& options, Console& console);

}  // namespace pawl::cli
