// The running state of an execution: branches (lines of control) and the forks that hold them together. Owned
// by Execution in slabs; everything refers by index.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "asl/state.h"
#include "engine/command.h"
#include "engine/retry.h"
#include "value/value.h"

namespace pawl::engine {

inline constexpr uint32_t kNone = ~uint32_t{0};

/// One line of control: the top, a Parallel branch, a Map iteration. It waits for at most one command, so a
/// command is named by its branch.
struct Branch {
  /// What the branch does next (ready), or what it waits for.
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
  uint32_t generation = 0;     // grows whenever a wait ends
  uint32_t fork = kNone;       // the fork this branch belongs to
  uint32_t index = 0;          // its place there
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
  Value variables;                       // Assign's scope; a child starts with its parent's
  std::unique_ptr<RetryCounts> retries;  // made at the first failure, dropped when the state ends

  [[nodiscard]] bool is_ready() const { return doing >= Doing::Enter && doing <= Doing::Wake; }
  /// Whether a command of this branch is out.
  [[nodiscard]] bool waits() const { return doing >= Doing::Task && doing <= Doing::Backoff; }
};

/// The branches of one Parallel or the iterations of one Map. O(1) per branch: items are read when an
/// iteration starts, siblings are a doubly linked list in the order they started, results stand in one
/// vector.
struct ForkRun {
  uint32_t owner = kNone;
  uint32_t count = 0;
  uint32_t limit = 0;
  uint32_t next = 0;  // index of the next branch to start
  uint32_t done = 0;
  uint32_t alive = 0;
  uint32_t first_child = kNone;
  uint32_t last_child = kNone;
  EventId started = 0;  // *StateStarted
  /// Map: the last MapIterationSucceeded; Parallel: the last event of the branch that ended last
  EventId last = 0;
  EventId place =
      0;        // Map: the last state event of the iteration that ended last, whose place the next one takes
  Value items;  // an array, or the object whose members are run over; null for a Parallel
  Value input;
  std::vector<Value> results;

  /// What an iteration of a Map gets: the item; of an object the member, as {Key, Value}.
  [[nodiscard]] Value item(uint32_t at) const {
    return items.is_array() ? items.items()[at] : pair(items.members()[at]);
  }
  static Value pair(const Member& member);
};

/// First in, first out; no allocation once it has grown to what is needed. Entries name a branch and its
/// generation: one whose branch has ended since is stale, even if the slot is used again.
class ReadyQueue {
 public:
  [[nodiscard]] bool empty() const { return head_ == tail_; }
  [[nodiscard]] CommandId front() const { return ring_[head_ & (ring_.size() - 1)]; }
  void pop() { ++head_; }
  void push(CommandId branch) {
    if (tail_ - head_ == ring_.size()) grow();
    ring_[tail_++ & (ring_.size() - 1)] = branch;
  }
  /// The first entry that is the one wanted goes to the front; the others keep their order. False: there is
  /// none.
  template <class Predicate>
  bool bring_to_front(Predicate is_wanted) {
    const size_t mask = ring_.size() - 1;
    for (uint64_t at = head_; at != tail_; ++at) {
      const CommandId branch = ring_[at & mask];
      if (!is_wanted(branch)) continue;
      for (; at != head_; --at) ring_[at & mask] = ring_[(at - 1) & mask];
      ring_[head_ & mask] = branch;
      return true;
    }
    return false;
  }

 private:
  void grow() {
    std::vector<CommandId> larger(ring_.empty() ? 8 : ring_.size() * 2);
    for (uint64_t i = head_; i != tail_; ++i) larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
    ring_ = std::move(larger);
  }
  std::vector<CommandId> ring_;  // a power of two
  uint64_t head_ = 0;
  uint64_t tail_ = 0;
};

}  // namespace pawl::engine
