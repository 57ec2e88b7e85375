#include "runtime/task_queue.h"

#include <algorithm>
#include <utility>

namespace pawl::runtime {
namespace {

bool is_later(const WaitingTask& a, const WaitingTask& b) {
  return a.position != b.position ? a.position > b.position : a.order > b.order;
}

}  // namespace

void TaskQueue::add(JobId job, engine::Command command, bool is_command, Position position) {
  auto& heap = waiting_[is_command ? 1 : 0];
  heap.push_back({job, std::move(command), is_command, std::move(position), added_++});
  std::push_heap(heap.begin(), heap.end(), is_later);
}

bool TaskQueue::has_room(size_t kind) const {
  if (waiting_[kind].empty() || (bounds_.tasks != 0 && running() >= bounds_.tasks)) return false;
  return kind == 0 || bounds_.commands == 0 || running_[1] < bounds_.commands;
}

bool TaskQueue::reserve() {
  if (shared_ != nullptr && !has_reserved_) has_reserved_ = shared_->take();
  waits_for_others_ = shared_ != nullptr && !has_reserved_;
  return !waits_for_others_;
}

void TaskQueue::started(bool is_command) {
  has_reserved_ = false;
  ++running_[is_command ? 1 : 0];
}

void TaskQueue::ended(bool is_command) {
  if (shared_ != nullptr) shared_->give_back();
  --running_[is_command ? 1 : 0];
}

std::optional<WaitingTask> TaskQueue::take() {
  const bool others = has_room(0);
  const bool commands = has_room(1);
  if (!others && !commands) {
    if (std::exchange(has_reserved_, false)) shared_->give_back();
    waits_for_others_ = false;
    return std::nullopt;
  }
  if (!reserve()) return std::nullopt;
  const bool takes_command = commands && (!others || is_later(waiting_[0].front(), waiting_[1].front()));
  auto& heap = waiting_[takes_command ? 1 : 0];
  std::pop_heap(heap.begin(), heap.end(), is_later);
  WaitingTask next = std::move(heap.back());
  heap.pop_back();
  return next;
}

}  // namespace pawl::runtime
