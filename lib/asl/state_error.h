// StateError: an error of a workflow, which Retry and Catch handle (spec: "Errors"). Data, never an
// exception.
#pragma once
#include <optional>
#include <string>

namespace pawl::asl {

struct StateError {
  std::optional<std::string> error;  // the name that Retry and Catch match: "States.Timeout", "Exit.3"
  std::optional<std::string> cause;  // for people
};

}  // namespace pawl::asl
