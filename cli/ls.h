// pawl ls: which runs are there?
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int ls(const LsOptions& options, Console& console);

}  // namespace pawl::cli
