// StateMachine: a parsed definition. It owns its states; everything else holds `const&` or `const State*`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "asl/state.h"

namespace pawl::asl {

enum class WorkflowType : uint8_t { Standard, Express };

struct StateMachine {
  std::string comment;
  std::string version;
  QueryLanguage query_language = QueryLanguage::JSONPath;
  std::optional<int64_t> timeout_seconds;  // of the whole execution
  Block block;
  std::vector<const State*> states;  // all of them, nested ones too, by State::index
  /// Values with a `${placeholder}` that is not filled in where a text cannot stand for itself: numbers,
  /// paths, expressions, names of states. The definition can be checked, not run.
  std::vector<source::Span> open_placeholders;
};

/// "Pass", "Task", …
std::string_view name_of(StateType type);

}  // namespace pawl::asl
