// Step: what a state asks for. The state files return one; they cannot reach branches, commands or the
// history.
#pragma once
#include <memory>
#include <string>
#include <variant>

#include "asl/state.h"
#include "base/timestamp.h"
#include "engine/failure.h"
#include "engine/map_run_plan.h"
#include "value/value.h"

namespace pawl::engine {

/// The state ends.
struct Transition {
  const asl::State* next = nullptr;  // null: the block ends too
  Value output;
  Value assigned;  // an object of the variables that Assign sets; null: none
};

/// Start a task, then complete the state with its result.
struct TaskCall {
  Value parameters;       // what the history shows: {} where a service integration has none
  Value input;            // what the task receives
  std::string role;       // of Credentials; empty: none
  int64_t timeout = 0;    // seconds; 0: none
  int64_t heartbeat = 0;  // seconds; 0: none
};

/// Continue at an instant; absolute, so that a restart waits for the same one.
struct Sleep {
  Millis until = 0;
};

/// Run `count` branches or iterations, then complete the state with the array of their outputs.
struct Fork {
  uint32_t count = 0;
  uint32_t limit = 0;  // running at a time
  Value items;         // of a Map: the array, or the object whose members it runs over; a Parallel has none
  Value input;         // what branches get; for a Map what ItemSelector reads
};

/// Run a Distributed Map's children, then complete the state with their result.
struct MapRunCall {
  MapRunPlan plan;     // without the ARN
  Value input;         // what ItemSelector reads
  FailurePtr failure;  // of the plan's fields but the items, which AWS evaluates after the state has started;
                       // null pointer: none
};

using Step = std::variant<Transition, FailurePtr, TaskCall, Sleep, Fork, MapRunCall>;

}  // namespace pawl::engine
