// Whether the file of a Lambda handler can have the function that is asked for, as its text shows.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "tasks/binding.h"

namespace pawl::tasks {

/// Errors: nothing in the text has the handler's name, and nothing there brings names from elsewhere; with
/// the function that may be meant. Only a sure case is an error: the file is not run.
Result<void> check_handler_name(const LambdaBinding& code, std::string_view text);

}  // namespace pawl::tasks
