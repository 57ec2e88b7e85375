#include "runtime/timer_queue.h"

#include <algorithm>

namespace pawl::runtime {
namespace {

bool is_due_later(const Timer& a, const Timer& b) {
  return a.due != b.due ? a.due > b.due : a.order > b.order;
}

}  // namespace

void TimerQueue::add(Millis due, JobId job, engine::CommandId id, TimerKind kind) {
  heap_.push_back({due, added_++, job, id, kind});
  std::push_heap(heap_.begin(), heap_.end(), is_due_later);
}

Timer TimerQueue::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), is_due_later);
  const Timer timer = heap_.back();
  heap_.pop_back();
  return timer;
}

void TimerQueue::rebuild() { std::make_heap(heap_.begin(), heap_.end(), is_due_later); }

}  // namespace pawl::runtime
