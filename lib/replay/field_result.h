// FieldResult: the value of one field of a state, evaluated again by replay.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "asl/state.h"
#include "asl/state_error.h"
#include "history/reader.h"

namespace pawl::replay {

struct FieldResult {
  const asl::State* state = nullptr;
  history::EventId entered = 0;  // the event that entered it
  std::string field;             // see engine::DataFlowObserver; of a failure it may be empty
  std::optional<uint64_t> item;  // of a Map's ItemSelector: the item's index
  Value value;
  std::optional<asl::StateError> error;  // instead of a value
  source::Span span;                     // of what failed; empty: unknown
};

/// Receives every event of a history once, in order, with the fields evaluated since the event before. An
/// error ends the replay.
using Follower =
    std::function<Result<void>(const history::RecordedEvent& event, const std::vector<FieldResult>& results)>;

}  // namespace pawl::replay
