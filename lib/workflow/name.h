// The names of state machines whose definitions are files.
#pragma once
#include <string>
#include <string_view>

namespace pawl::workflow {

/// Without the characters that do not fit into `bytes`.
std::string_view cut_name(std::string_view name, size_t bytes);

/// The state machine of a file: "flows/order.asl.json" is "order"; standard input is "stdin". Characters that
/// are not allowed become "-".
std::string machine_name(std::string_view path);

}  // namespace pawl::workflow
