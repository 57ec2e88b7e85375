// Names of runs, and the ARNs made of them: what the context object and the history show.
#pragma once
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "engine/execution.h"
#include "workflow/service_error.h"

namespace pawl::runs {

/// Bytes of a name: what names of files have room for, with a number after them.
inline constexpr size_t kMostNameBytes = 240;

/// Whether a run may have this name: AWS's rule (1 to 80 characters, none of those of
/// aws::is_forbidden_in_names), UTF-8, at most kMostNameBytes, and no leading dot or @.
workflow::ServiceResult<void> check_run_name(std::string_view name);

/// "order-20261121-014417-3f9a".
std::string new_run_name(std::string_view machine, Millis now, uint64_t random);

/// A secret for the task tokens of one execution (engine::ExecutionInfo::token_key).
std::string new_token_key();

/// Everything but start time, context and the `pawl` member. `random` makes the express ARN unique.
engine::ExecutionInfo execution_info(const std::string& machine, const std::string& run,
                                     asl::WorkflowType type, uint64_t random);

}  // namespace pawl::runs
