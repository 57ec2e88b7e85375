#include "runtime/shared_task_bound.h"

#include <algorithm>

namespace pawl::runtime {

SharedTaskBound::Member::Member(SharedTaskBound& bound, EventLoop& loop) : bound_(bound), loop_(loop) {
  (void)loop_.io();  // others wake it
}

SharedTaskBound::Member::~Member() {
  const std::lock_guard lock(bound_.mutex_);
  bound_.free_ += taken_;
  bound_.leave(*this);
}

bool SharedTaskBound::Member::take() {
  const std::lock_guard lock(bound_.mutex_);
  auto& waiting = bound_.waiting_;
  if (bound_.free_ == 0 || (!waiting.empty() && waiting.front() != this)) {
    if (!waits_) waiting.push_back(this);
    waits_ = true;
    return false;
  }
  --bound_.free_;
  ++taken_;
  bound_.leave(*this);
  return true;
}

void SharedTaskBound::Member::give_back() {
  const std::lock_guard lock(bound_.mutex_);
  ++bound_.free_;
  --taken_;
  bound_.wake_next(*this);
}

void SharedTaskBound::Member::wait_no_longer() {
  if (!waits_) return;
  const std::lock_guard lock(bound_.mutex_);
  bound_.leave(*this);
}

void SharedTaskBound::leave(Member& member) {
  if (member.waits_) waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &member));
  member.waits_ = false;
  wake_next(member);
}

void SharedTaskBound::wake_next(const Member& by) {
  if (free_ > 0 && !waiting_.empty() && waiting_.front() != &by) waiting_.front()->loop_.wake();
}

}  // namespace pawl::runtime
