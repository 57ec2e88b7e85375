// Names as AWS allows them for state machines and executions.
#pragma once
#include <string>
#include <string_view>

namespace pawl::workflow {

inline constexpr size_t kLongestName = 80;  // characters

/// Whether AWS allows no such character in names: blanks, control characters and `< > { } [ ] ? * " # % \ ^ |
/// ~ $ & , ; : /` with the backquote.
bool is_forbidden_in_names(char c);

/// Without the characters that do not fit into `bytes`.
std::string_view cut_name(std::string_view name, size_t bytes);

/// The state machine of a file: "flows/order.asl.json" is "order"; standard input is "stdin". Characters that
/// are not allowed become "-".
std::string machine_name(std::string_view path);

}  // namespace pawl::workflow
