// pawl show --trace: the data flow of one state in a run.
#pragma once
#include <string>
#include <string_view>

#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// A line of the data flow: what a field, or another stage, made of the data.
std::string stage_text(std::string_view name, std::string_view value);

/// Prints every visit of the state `options.trace` (see runs::trace()). The exit code.
int trace(const ShowOptions& options, Console& console);

}  // namespace pawl::cli
