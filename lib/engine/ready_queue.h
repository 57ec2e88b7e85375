// ReadyQueue: the branches that can run, in the order in which they became ready.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/command.h"

namespace pawl::engine {

/// First in, first out; no allocation once it has grown to what is needed. An entry names a branch and its
/// generation: it is stale once the branch has ended, even if the slot is used again.
class ReadyQueue {
 public:
  [[nodiscard]] bool empty() const { return head_ == tail_; }
  [[nodiscard]] CommandId front() const { return ring_[head_ & (ring_.size() - 1)]; }
  void pop() { ++head_; }
  void clear() { head_ = tail_; }
  void push(CommandId branch) {
    if (tail_ - head_ == ring_.size()) grow();
    ring_[tail_++ & (ring_.size() - 1)] = branch;
  }
  /// Moves the first entry that matches to the front; the others keep their order. False: none matches.
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
  std::vector<CommandId> ring_;  // its size is a power of two
  uint64_t head_ = 0;
  uint64_t tail_ = 0;
};

}  // namespace pawl::engine
