// StateError: an error of a workflow, which Retry and Catch handle (spec: "Errors"). Data, never an
// exception.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace pawl::asl {

/// Bytes that AWS takes of a cause (guide: "Quotas").
inline constexpr size_t kMostCause = 32'768;

struct StateError {
  std::optional<std::string> error;  // the name that Retry and Catch match: "States.Timeout", "Exit.3"
  std::optional<std::string> cause;  // for people
};

}  // namespace pawl::asl
