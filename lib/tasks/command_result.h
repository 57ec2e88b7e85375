// The outcome of a Task, from how its command ended (man pawl.yaml).
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "asl/state_error.h"
#include "tasks/binding.h"
#include "value/value.h"

namespace pawl::tasks {

/// Standard output as the result of the Task. Errors: Output.NotJson, with the first of the bytes, masked.
tl::expected<Value, asl::StateError> read_output(std::string_view output, ExecBinding::Output mode,
                                                 std::span<const std::string> secrets);

/// The error for a wait status that is no success: `Exit.N`, its name in `names`, or `Signal.SIGKILL`.
/// `stderr_tail` becomes the cause.
asl::StateError exit_error(int status, const std::map<int, std::string>& names, std::string stderr_tail);

/// The cause made of the end of the standard error: cut to 4 KiB, no newline at its end.
std::string stderr_cause(std::string_view tail);

/// Overlays `error` with what the command wrote to $PAWL_ERROR_FILE. Text that is not {"Error": …, "Cause":
/// …} is reported in the cause, masked.
void apply_error_file(std::string_view text, asl::StateError& error, std::span<const std::string> secrets);

}  // namespace pawl::tasks
