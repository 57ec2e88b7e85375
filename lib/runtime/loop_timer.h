// LoopTimer: calls a function once from an event loop, after a while.
#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "runtime/event_loop.h"

namespace pawl::runtime {

class LoopTimer {
 public:
  LoopTimer(EventLoop& loop, std::chrono::milliseconds after, std::function<void()> then);
  /// `then` is called no more.
  ~LoopTimer();
  LoopTimer(LoopTimer&&) noexcept = default;
  LoopTimer& operator=(LoopTimer&&) = delete;

 private:
  struct Timer;
  std::shared_ptr<Timer> timer_;
};

}  // namespace pawl::runtime
