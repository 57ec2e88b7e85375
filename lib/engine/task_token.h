// Task tokens: what names a task that waits to somebody outside (AWS guide: "Wait for a Callback with Task
// Token").
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/execution.h"

namespace pawl::engine {

/// AWS's bound on the length of a token.
inline constexpr size_t kLongestToken = 2048;

/// The token of the task that the event `scheduled` began. Always the same for it, and nobody can guess it
/// who does not know the execution's `token_key`; without a key it is NAME:EVENT.
std::string task_token(const ExecutionInfo& info, EventId scheduled);

/// The run that a token with a key names; nullopt: no such token, or not all of it.
std::optional<std::string> run_of_token(std::string_view token);

}  // namespace pawl::engine
