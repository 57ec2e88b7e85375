// A history on standard input that is read more than once.
#pragma once
#include <string>

#include "base/result.h"

namespace pawl::history {

/// The path under which standard input can be opened again and again, each time from its start: the contents
/// of a pipe are kept in an anonymous file. Errors: it cannot be read, or not be kept.
Result<std::string> keep_standard_input();

}  // namespace pawl::history
