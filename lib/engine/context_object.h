// The context object, `$$` (spec: "The Context Object"; AWS guide: "Accessing execution data from the Context
// object").
#pragma once
#include <optional>
#include <string>

#include "asl/state.h"
#include "base/timestamp.h"
#include "engine/execution.h"
#include "engine/map_run_plan.h"
#include "value/value.h"

namespace pawl::engine {

/// The members that stay the same for a whole execution, built once.
struct ExecutionContext {
  Value execution;      // {Id, Input, StartTime, Name, RoleArn, RedriveCount, RedriveTime}
  Value state_machine;  // {Id, Name}
  Value overlay;        // members that --context adds or replaces; null: none
};
ExecutionContext make_execution_context(const ExecutionInfo& info, const Value& input);

/// The members that differ from state to state.
struct StateContext {
  const asl::State* state = nullptr;
  Millis entered_time = 0;
  uint32_t retry_count = 0;           // shown for Task states
  std::string token;                  // of a task that waits for a callback; empty: none
  std::optional<uint64_t> map_index;  // of the innermost Map iteration
  const Value* map_key = nullptr;     // of a Map over an object; null pointer: over an array
  const Value* map_value = nullptr;
};
Value make_context(const ExecutionContext& execution, const StateContext& state);

/// Makes the context objects of a map run's items, of which only Map.Item differs.
class ItemContext {
 public:
  ItemContext() = default;
  /// `context`: the Map state's own.
  ItemContext(const ExecutionContext& execution, Value context);
  [[nodiscard]] bool is_made() const { return !context_.is_null(); }
  Value of(const MapItem& item);

 private:
  Value context_;
  Value source_;           // the last item's
  bool is_fixed_ = false;  // --context says what Map is
};

}  // namespace pawl::engine
