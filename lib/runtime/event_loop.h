// EventLoop: owns the io_context, which is made at the first wait: a run without tasks and timers never has
// one.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "base/timestamp.h"
#include "runtime/interrupts.h"

namespace boost::asio {
class io_context;
}

namespace pawl::runtime {

class EventLoop {
 public:
  /// Signals end a wait.
  explicit EventLoop(Interrupts& interrupts);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  [[nodiscard]] boost::asio::io_context& io();
  /// Waits for an event, at most `limit` real milliseconds (nullopt: no limit), and runs all handlers that
  /// are ready.
  void wait(std::optional<Millis> limit);
  /// Ends a wait, from any thread, once io() was called.
  void wake();
  /// Calls `then` once from a wait(), when something can be read from a descriptor or it has ended. Its flags
  /// stay as they are, for other processes may share them. Errors: the system has no descriptor left.
  Result<void> await_readable(int descriptor, std::function<void()> then);

 private:
  struct Context;
  Interrupts& interrupts_;
  std::unique_ptr<Context> context_;
};

}  // namespace pawl::runtime
