// Names of state machines, executions and activities (API reference: CreateStateMachine).
#pragma once
#include <string_view>

#include "service/fault.h"

namespace pawl::service {

/// Errors: InvalidName. Its length is checked before.
Served<void> check_name(std::string_view name);
/// Whether an alias may have this name: letters, digits, `-`, `_`, `.`, and not digits alone.
bool is_alias_name(std::string_view name);
inline constexpr std::string_view kAliasPattern = R"(^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$)";

}  // namespace pawl::service
