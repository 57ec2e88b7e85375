// TaskQueue: tasks that wait until fewer run (`-j`).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/command.h"
#include "runtime/run.h"
#include "runtime/shared_task_bound.h"
#include "runtime/timer_queue.h"

namespace pawl::runtime {

/// Where a branch stands among all branches of a root: its index in each fork (or Map Run) around it, from
/// the outermost to the innermost. What begins earlier sorts first; the top is empty.
using Position = std::vector<uint64_t>;

struct WaitingTask {
  JobId job;
  engine::Command command;
  bool is_command = false;
  Position position;
  uint64_t order = 0;
};

/// Tasks of branches that began earlier come first, so that an item of a Map that has begun is finished
/// before another one begins; of equals the one that came first.
class TaskQueue {
 public:
  /// `shared`: another bound, over the tasks of other queues too; null: there is none.
  explicit TaskQueue(TaskBounds bounds, SharedTaskBound::Member* shared = nullptr)
      : bounds_(bounds), shared_(shared) {}

  [[nodiscard]] bool is_bounded() const { return bounds_.any() || shared_ != nullptr; }
  /// Tasks that run.
  [[nodiscard]] size_t running() const { return running_[0] + running_[1]; }
  [[nodiscard]] bool empty() const { return waiting_[0].empty() && waiting_[1].empty(); }

  void add(JobId job, engine::Command command, bool is_command, Position position);
  /// The next task that may start; it does not count as running yet. nullopt: none. Called until there is
  /// none.
  std::optional<WaitingTask> take();
  void started(bool is_command);
  void ended(bool is_command);
  /// Whether the last take() had a task, but tasks of other queues left no room for it.
  [[nodiscard]] bool waits_for_others() const { return waits_for_others_; }

 private:
  [[nodiscard]] bool has_room(size_t kind) const;
  bool reserve();

  TaskBounds bounds_;
  SharedTaskBound::Member* shared_;
  bool has_reserved_ = false;  // room for a task that has not started yet
  bool waits_for_others_ = false;
  uint64_t added_ = 0;
  // By kind: 0 others, 1 local commands.
  std::array<size_t, 2> running_{};
  std::array<std::vector<WaitingTask>, 2> waiting_;  // heaps
};

}  // namespace pawl::runtime
