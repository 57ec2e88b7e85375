// Error names in Retry and Catch (spec: "Errors", "Appendix A: Predefined Error Codes").
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pawl::asl {

/// Whether a Retrier's or Catcher's ErrorEquals matches an error: its own name, States.ALL (everything),
/// States.TaskFailed (everything but timeouts and States.DataLimitExceeded), States.Timeout
/// (States.HeartbeatTimeout too). States.Runtime is matched by nothing, not even by its own name. The
/// documentation excepts States.DataLimitExceeded from States.ALL; recorded executions show it caught.
bool matches(const std::vector<std::string>& error_equals, std::string_view error);

}  // namespace pawl::asl
