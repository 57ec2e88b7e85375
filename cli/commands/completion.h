// `pawl completion SHELL`: prints the completion script, as it stands in completions/.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

int completion(const CompletionOptions& options, Console& console);

}  // namespace pawl::cli
