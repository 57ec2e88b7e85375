// What a history lacks, and what had to be guessed about it, as warnings.
#pragma once
#include <string_view>

#include "cli/terminal/console.h"
#include "history/event_text.h"

namespace pawl::cli {

/// `name` is the history as messages name it.
void warn_of_faults(std::string_view name, const history::FileFaults& faults, Console& console);

}  // namespace pawl::cli
