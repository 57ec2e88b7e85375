#include "asl/error_name.h"

namespace pawl::asl {
namespace {

bool matches_one(std::string_view pattern, std::string_view error) {
  const bool is_timeout = error == "States.Timeout" || error == "States.HeartbeatTimeout";
  if (pattern == "States.ALL") return true;
  if (pattern == "States.TaskFailed") return !is_timeout && error != "States.DataLimitExceeded";
  if (pattern == "States.Timeout") return is_timeout;
  return pattern == error;
}

}  // namespace

bool matches(const std::vector<std::string>& error_equals, std::string_view error) {
  if (error == "States.Runtime") return false;
  for (const std::string& pattern : error_equals) {
    if (matches_one(pattern, error)) return true;
  }
  return false;
}

}  // namespace pawl::asl
