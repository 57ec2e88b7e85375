// EventLoop: owns the io_context, which is made when something has to be waited for and not before: a run of
// states without tasks never has one.
#pragma once
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
  /// Waits until something happened, at most `limit` real milliseconds (nullopt: without limit), and handles
  /// all that is ready.
  void wait(std::optional<Millis> limit);

 private:
  struct Context;
  Interrupts& interrupts_;
  std::unique_ptr<Context> context_;
};

}  // namespace pawl::runtime
