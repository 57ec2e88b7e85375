// Examining many definitions for a report: what `validate` and `lint` share.
#pragma once
#include <functional>
#include <string_view>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "workflow/definition.h"

namespace pawl::cli {

struct Examination {
  size_t files = 0;
  size_t errors = 0, warnings = 0, infos = 0;
  bool is_invalid = false;  // something is refused
  bool could_not = false;   // something could not be read, or the report not be written
};

/// Reads every definition that the options name and reports its diagnostics after `judge` has seen them. What
/// cannot be read is said, and the rest is examined. `tool` is the command's name in reports: "pawl lint".
Examination examine(const ValidateOptions& options, std::string_view tool, Console& console,
                    const std::function<void(workflow::Definition&)>& judge);

/// "2 files, 1 error, 3 warnings" on standard error, where that is a terminal and the report is text.
void summarize(const Examination& examination, const ValidateOptions& options, std::string_view clean,
               Console& console);

}  // namespace pawl::cli
