// Errors as all commands print them, and the exit codes they have.
#pragma once
#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/terminal/console.h"
#include "workflow/service_error.h"

namespace pawl::cli {

ExitCode exit_code_of(workflow::ErrorCode code);

/// Prints an error with everything that is wrong, `label` in front of its message. Returns the exit code.
int report(const workflow::ServiceError& error, Console& console, std::string_view label = "");

}  // namespace pawl::cli
