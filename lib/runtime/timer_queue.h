// TimerQueue: timers ordered by due time; of equal times the one added first.
#pragma once
#include <cstdint>
#include <vector>

#include "base/timestamp.h"
#include "engine/command.h"

namespace pawl::runtime {

enum class TimerKind : uint8_t { Timer, TaskLimit };

struct Timer {
  Millis due = 0;
  uint64_t order = 0;
  engine::CommandId id;
  TimerKind kind = TimerKind::Timer;
};

/// Cancelled timers stay in the queue: the caller checks whether a popped one is still awaited. keep_only()
/// removes the stale ones when they are many.
class TimerQueue {
 public:
  void add(Millis due, engine::CommandId id, TimerKind kind);
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] size_t size() const { return heap_.size(); }
  [[nodiscard]] const Timer& top() const { return heap_.front(); }
  Timer pop();
  template <class Predicate>
  void keep_only(Predicate&& is_awaited) {
    std::erase_if(heap_, [&](const Timer& timer) { return !is_awaited(timer); });
    rebuild();
  }

 private:
  void rebuild();
  std::vector<Timer> heap_;
  uint64_t added_ = 0;
};

}  // namespace pawl::runtime
