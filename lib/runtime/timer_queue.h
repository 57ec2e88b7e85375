// TimerQueue: timers ordered by due time; of equal times the one added first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/timestamp.h"
#include "engine/command.h"

namespace pawl::runtime {

/// Names a job of a Host. A slot is used again, with the next generation. Generation 0 stands for no job.
struct JobId {
  uint32_t slot = 0;
  uint32_t generation = 0;
  bool operator==(const JobId&) const = default;
};

/// TaskAnswer: a task ends that takes no real time. JobLimit: the deadline of a whole execution, which has no
/// command.
enum class TimerKind : uint8_t { Timer, TaskLimit, TaskAnswer, JobLimit };

struct Timer {
  Millis due = 0;
  uint64_t order = 0;
  JobId job;
  engine::CommandId id;
  TimerKind kind = TimerKind::Timer;
};

/// Cancelled timers stay in the queue: the caller checks whether a popped one is still awaited. keep_only()
/// removes the stale ones.
class TimerQueue {
 public:
  void add(Millis due, JobId job, engine::CommandId id, TimerKind kind);
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] size_t size() const { return heap_.size(); }
  [[nodiscard]] const Timer& top() const { return heap_.front(); }
  Timer pop();
  /// Whether keep_only() is worth its cost.
  [[nodiscard]] bool is_crowded() const { return heap_.size() > 64 && heap_.size() > 2 * kept_; }
  template <class Predicate>
  void keep_only(Predicate&& is_awaited) {
    std::erase_if(heap_, [&](const Timer& timer) { return !is_awaited(timer); });
    kept_ = heap_.size();
    rebuild();
  }

 private:
  void rebuild();
  std::vector<Timer> heap_;
  uint64_t added_ = 0;
  size_t kept_ = 0;  // by the last keep_only()
};

}  // namespace pawl::runtime
