// The data flow of one state as its history shows it, stage by stage.
#pragma once
#include <string>

#include "base/result.h"
#include "cli/console.h"

namespace pawl::cli {

/// Prints every visit of `state` in the history: its input, what the command received, what it was, what it
/// answered, the output, the variables assigned. Errors: the history cannot be read, or no visit is in it.
Result<void> print_trace(const std::string& history, const std::string& state, Console& console);

/// Prints which state assigned which variables.
Result<void> print_variables(const std::string& history, Console& console);

}  // namespace pawl::cli
