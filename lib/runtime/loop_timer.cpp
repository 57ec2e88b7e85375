#include "runtime/loop_timer.h"

#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace pawl::runtime {

struct LoopTimer::Timer {
  Timer(boost::asio::io_context& io, std::chrono::milliseconds after, std::function<void()> act)
      : timer(io, after), then(std::move(act)) {}
  boost::asio::steady_timer timer;
  std::function<void()> then;  // empty: its owner has gone
};

LoopTimer::LoopTimer(EventLoop& loop, std::chrono::milliseconds after, std::function<void()> then)
    : timer_(std::make_shared<Timer>(loop.io(), after, std::move(then))) {
  timer_->timer.async_wait([timer = timer_](boost::system::error_code) {
    if (const auto act = std::exchange(timer->then, {})) act();
  });
}

LoopTimer::~LoopTimer() {
  if (!timer_) return;
  timer_->then = {};
  timer_->timer.cancel();
}

}  // namespace pawl::runtime
