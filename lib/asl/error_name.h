// Error names in Retry and Catch (spec: "Errors", "Appendix A: Predefined Error Codes").
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pawl::asl {

/// Whether a Retrier's or Catcher's ErrorEquals matches an error: its own name, States.ALL (everything but
/// States.DataLimitExceeded and States.Runtime), States.TaskFailed (everything but States.Timeout and those two),
/// States.Timeout (States.HeartbeatTimeout too).
bool matches(const std::vector<std::string>& error_equals, std::string_view error);

}  // namespace pawl::asl
