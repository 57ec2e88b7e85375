// pawl resume: goes on with a run that crashed, was stopped or failed.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int resume(const ResumeOptions& options, Console& console);

}  // namespace pawl::cli
