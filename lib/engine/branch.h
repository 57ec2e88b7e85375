// What an execution knows of a branch, and of a fork: the branches of one Parallel or the iterations of one
// Map. `Branches` owns both and keeps their links to each other.
#pragma once
#include <cstdint>
#include <vector>

#include "asl/state.h"
#include "base/copyable_ptr.h"
#include "engine/command.h"
#include "engine/retry.h"
#include "value/value.h"

namespace pawl::engine {

inline constexpr uint32_t kNone = ~uint32_t{0};

/// One line of control: the top, a Parallel branch, a Map iteration. It waits for at most one command, so a
/// command is named by its branch.
struct Branch {
  /// What the branch does next if it is ready, else what it waits for.
  enum class Doing : uint8_t {
    Free,      // the slot is unused
    Enter,     // ready: enter `state` with `input`
    Again,     // ready: run `state` once more, after a failure
    Complete,  // ready: what `state` started has the result `result`
    Wake,      // ready: a Wait is over
    Task,      // waits for a task
    MapRun,    // waits for the children of a Distributed Map
    Sleep,     // waits for a timer
    Backoff,   // waits for the timer before a retry
    Children,  // waits for its fork
  };
  Doing doing = Doing::Free;
  bool entered_state = false;  // a *StateEntered is in the history for `state`
  uint32_t generation = 0;     // grows whenever a wait ends, and when the slot becomes free
  uint32_t fork = kNone;       // the fork this branch belongs to
  uint32_t index = 0;          // of the Parallel's branch or the Map's item
  uint32_t previous_sibling = kNone;
  uint32_t next_sibling = kNone;
  uint32_t child_fork = kNone;  // the fork it waits for
  uint32_t draws = 0;           // random numbers drawn since `entered`
  const asl::State* state = nullptr;
  EventId last = 0;       // previousEventId of the branch's next event
  EventId exit_link = 0;  // previousEventId of *StateExited where it differs (Parallel, Map); 0: last
  EventId entered = 0;    // id of the *StateEntered event
  EventId before = 0;     // its previousEventId; once a map run is over, its MapRunStarted
  Millis entered_time = 0;
  Value input;  // of the state, before InputPath
  Value result;
  Value variables;                   // Assign's scope; a child starts with its parent's
  CopyablePtr<RetryCounts> retries;  // made at the first failure, dropped when the state ends

  [[nodiscard]] bool is_ready() const { return doing >= Doing::Enter && doing <= Doing::Wake; }
  /// Whether the branch waits for a command's outcome.
  [[nodiscard]] bool waits() const { return doing >= Doing::Task && doing <= Doing::Backoff; }
};

/// The branches of one Parallel or the iterations of one Map. O(1) per branch: an item is read when its
/// iteration starts, siblings are a linked list in the order they started, results stand in one vector.
struct ForkRun {
  uint32_t owner = kNone;  // the branch that waits for it; none: the fork is free
  uint32_t count = 0;      // branches in all
  uint32_t limit = 0;      // of those running at a time
  uint32_t next = 0;       // index of the next branch to start
  uint32_t done = 0;       // branches that ended with a result
  uint32_t alive = 0;      // branches that run
  uint32_t first_child = kNone;
  uint32_t last_child = kNone;
  /// previousEventId of the next branch's first event: *StateStarted, then the last event within the branch
  /// that ended last, whose place it takes.
  EventId start_link = 0;
  /// previousEventId of *StateSucceeded: for a Map the last MapIterationSucceeded, for a Parallel the last
  /// event of the branch that ended last.
  EventId join_link = 0;
  Value items;                 // an array, or the object whose members are run over; null for a Parallel
  Value input;                 // what branches get; for a Map what ItemSelector reads
  std::vector<Value> results;  // by index

  [[nodiscard]] bool has_room() const { return next < count && alive < limit; }
  [[nodiscard]] bool is_done() const { return done == count; }
  /// What an iteration of a Map gets: the item; of an object the member, as {Key, Value}.
  [[nodiscard]] Value item(uint32_t at) const {
    return items.is_array() ? items.items()[at] : pair(items.members()[at]);
  }
  /// The key of a Map's item; null pointer: the items are no object's members.
  [[nodiscard]] const Value* key(uint32_t at) const {
    return items.is_object() ? &items.members()[at].key : nullptr;
  }
  static Value pair(const Member& member);
};

}  // namespace pawl::engine
