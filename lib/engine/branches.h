// Branches: all branches of an execution, the forks that hold them together, and the order in which the ready
// ones run. Knows nothing of events; Execution records what happens to a branch.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/branch.h"
#include "engine/ready_queue.h"

namespace pawl::engine {

/// Branches and forks stand in slabs and are named by their slot, which is used again once it is free. A
/// reference to one of them holds until the next call that adds one.
class Branches {
 public:
  Branch& operator[](uint32_t slot) { return branches_[slot]; }
  const Branch& operator[](uint32_t slot) const { return branches_[slot]; }
  ForkRun& fork(uint32_t fork) { return forks_[fork]; }
  [[nodiscard]] const ForkRun& fork(uint32_t fork) const { return forks_[fork]; }
  /// Slots in use and free ones.
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(branches_.size()); }
  /// The branch as it is now: its slot and generation.
  [[nodiscard]] CommandId id(uint32_t slot) const { return {slot, branches_[slot].generation}; }

  /// Frees all of them. Ids of waits begin anew.
  void clear();

  // ---- forks
  /// Adds the top: a branch that belongs to no fork.
  uint32_t add_top() { return take_slot(); }
  /// The owner waits for children from now on. Demands `run.owner`, `count` and `limit`. Returns the fork.
  uint32_t open_fork(ForkRun run);
  /// Adds the fork's next branch as its last sibling. It starts with the owner's variables; its state and
  /// input are up to the caller. Demands has_room(). Returns its slot.
  uint32_t start_child(uint32_t fork);
  /// The branch ended with a result. Frees its slot and makes room for another branch. `join_link`: see
  /// ForkRun.
  void end_child(uint32_t slot, Value result, EventId join_link);
  /// The branch ended without a result; its siblings keep running.
  void remove_child(uint32_t slot);
  /// Ends a fork that is done: its owner is ready to complete. Returns the results in the order of the
  /// branches' indexes.
  std::vector<Value> join(uint32_t fork);
  /// Ends a fork with all its branches and all that is below them. Its branches end in the order they
  /// started: `before(slot)`, then what is below the branch, then `after(slot)`, then the slot is free. The
  /// owner waits for no fork afterwards, and is not made ready.
  template <class Before, class After>
  void cancel_fork(uint32_t fork, const Before& before, const After& after);

  /// The innermost Map iteration that a branch runs in.
  struct Iteration {
    const ForkRun* map = nullptr;  // null: it runs in none
    uint32_t index = 0;
  };
  [[nodiscard]] Iteration iteration_of(uint32_t slot) const;
  /// The indices of all Map iterations that a branch runs in, outermost first.
  [[nodiscard]] std::vector<uint64_t> iterations_of(uint32_t slot) const;
  /// The indices in their forks of the branches around this one and of itself, outermost first. Empty: the
  /// top.
  [[nodiscard]] std::vector<uint64_t> lineage(uint32_t slot) const;

  // ---- the ready queue
  void make_ready(uint32_t slot, Branch::Doing doing) {
    branches_[slot].doing = doing;
    ready_.push(id(slot));
  }
  /// Whether the branch is ready, and its slot still holds the branch that the id names.
  [[nodiscard]] bool is_ready(CommandId branch) const {
    return branches_[branch.slot].generation == branch.generation && branches_[branch.slot].is_ready();
  }
  [[nodiscard]] bool has_queued() const { return !ready_.empty(); }
  /// The next branch to run. It may have ended since it was queued: see is_ready(). Demands has_queued().
  [[nodiscard]] CommandId front() const { return ready_.front(); }
  void pop_front() { ready_.pop(); }
  /// Moves the first ready branch that matches to the front; the others keep their order. False: none
  /// matches.
  template <class Predicate>
  bool bring_to_front(const Predicate& is_wanted) {
    return ready_.bring_to_front(
        [&](CommandId branch) { return is_ready(branch) && is_wanted(branches_[branch.slot]); });
  }

  // ---- waits
  CommandId begin_wait(uint32_t slot, Branch::Doing doing) {
    branches_[slot].doing = doing;
    return id(slot);
  }
  void end_wait(uint32_t slot) { ++branches_[slot].generation; }
  /// Whether the command's outcome is still waited for.
  [[nodiscard]] bool awaits(CommandId command) const {
    return command.slot < branches_.size() && branches_[command.slot].generation == command.generation &&
           branches_[command.slot].waits();
  }
  /// The command of the branch that waits and whose last event is `last`; no command: there is none.
  [[nodiscard]] CommandId waiting_after(EventId last) const;

 private:
  uint32_t take_slot();
  void free_slot(uint32_t slot);
  void free_fork(uint32_t fork);
  void unlink(const Branch& child);

  std::vector<Branch> branches_;  // slot 0 is the top
  std::vector<uint32_t> free_slots_;
  std::vector<ForkRun> forks_;
  std::vector<uint32_t> free_forks_;
  ReadyQueue ready_;
};

template <class Before, class After>
void Branches::cancel_fork(uint32_t fork, const Before& before, const After& after) {
  for (uint32_t slot = forks_[fork].first_child; slot != kNone;) {
    const uint32_t next = branches_[slot].next_sibling;
    before(slot);
    if (const uint32_t below = branches_[slot].child_fork; below != kNone) cancel_fork(below, before, after);
    after(slot);
    free_slot(slot);
    slot = next;
  }
  branches_[forks_[fork].owner].child_fork = kNone;
  free_fork(fork);
}

}  // namespace pawl::engine
