// pawl resume: goes on with a run that crashed, was stopped or failed.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int resume(const ResumeOptions& options, Console& console);

}  // namespace pawl::cli
