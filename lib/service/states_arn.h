// StatesArn: the ARNs of Step Functions' resources (API reference: "Data Types").
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "service/fault.h"

namespace pawl::service {

/// arn:PARTITION:states:REGION:ACCOUNT:KIND:…
struct StatesArn {
  enum class Kind : uint8_t { StateMachine, Execution, Express, Activity, MapRun } kind = Kind::StateMachine;
  std::string text;       // as it was given
  std::string prefix;     // "arn:aws:states:us-east-1:123456789012:"
  std::string name;       // of the state machine or the activity
  std::string label;      // of a Distributed Map (NAME/LABEL); empty: none
  std::string qualifier;  // a version or an alias; the name of an execution; the UUID of a Map Run
  std::string uuid;       // of an Express execution

  /// Errors: InvalidArn, where the text is none, or names another kind of resource than `wanted`.
  static Served<StatesArn> parse(std::string_view text, Kind wanted);

  /// That of the state machine alone.
  [[nodiscard]] std::string machine() const { return prefix + "stateMachine:" + name; }
  [[nodiscard]] bool is_version() const;
};

}  // namespace pawl::service
