// Names as AWS allows them for state machines and executions.
#pragma once
#include <cstddef>

namespace pawl::aws {

inline constexpr size_t kLongestName = 80;  // characters

/// Whether AWS allows no such character in names: blanks, control characters and `< > { } [ ] ? * " # % \ ^ |
/// ~ $ & , ; : /` with the backquote.
bool is_forbidden_in_names(char c);

}  // namespace pawl::aws
