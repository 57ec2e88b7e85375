// Which state assigned which variables in a run.
#pragma once
#include "base/result.h"
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// Errors: the history cannot be read.
Result<void> print_variables(const std::string& history, ShowOptions::Format format, Console& console);

}  // namespace pawl::cli
