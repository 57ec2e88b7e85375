// The data flow of one state in a run, visit by visit and stage by stage.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// Prints every visit of the state `options.trace`: its input, what each field made of the data, what the
/// command received, what it was, what it answered, the output, the variables assigned. What the fields made
/// is found out by replaying the run; without a definition, and behind the place where the definition leaves
/// the recorded way, there is only what the history holds, and a warning says so. The exit code.
int trace(const ShowOptions& options, Console& console);

}  // namespace pawl::cli
