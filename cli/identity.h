// Names of machines and runs, and the ARNs made of them: what the context object and the history show.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/timestamp.h"
#include "engine/execution.h"

namespace pawl::cli {

/// "flows/order.asl.json" is "order"; standard input is "stdin". Characters that AWS does not allow in names
/// become "-".
std::string machine_name(std::string_view path);

/// Whether a run may have this name: AWS's rule (1 to 80 characters, no blanks, none of `< > { } [ ] ? * " #
/// % \ ^ | ~ $ & , ; : /`), UTF-8, at most 240 bytes, and no leading dot or @.
Result<void> check_run_name(std::string_view name);

/// "order-20261121-014417-3f9a".
std::string new_run_name(std::string_view machine, Millis now, uint64_t random);

/// Everything but start time, context and the `pawl` member. `random` makes the express ARN unique.
engine::ExecutionInfo execution_info(const std::string& machine, const std::string& run,
                                     asl::WorkflowType type, uint64_t random);

}  // namespace pawl::cli
