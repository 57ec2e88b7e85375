#include "runtime/event_loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/shortage.h"

namespace pawl::runtime {

namespace asio = boost::asio;

struct EventLoop::Context {
  explicit Context(int wake_descriptor) : io(1), work(io.get_executor()), wake(io), readable(io) {
    if (wake_descriptor >= 0) {
      wake.assign(wake_descriptor);
      listen();
    }
  }
  ~Context() {
    if (wake.is_open()) wake.release();  // Interrupts owns it
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  void listen() {
    wake.async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
      if (error) return;
      uint64_t count = 0;
      if (::read(wake.native_handle(), &count, sizeof count) > 0) listen();
    });
  }

  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  asio::posix::stream_descriptor wake;
  asio::posix::stream_descriptor readable;  // an epoll descriptor with the only one that is awaited
};

EventLoop::EventLoop(Interrupts& interrupts) : interrupts_(interrupts) {}

EventLoop::~EventLoop() = default;

asio::io_context& EventLoop::io() {
  if (!context_) context_ = std::make_unique<Context>(interrupts_.wake_descriptor());
  return context_->io;
}

void EventLoop::wait(std::optional<Millis> limit) {
  // At most a day at a time: longer waits overflow the reactor's units.
  constexpr Millis kLongest = 86'400'000;
  constexpr Millis kDeaf = 100;  // polling interval where no descriptor was left for wake-ups
  asio::io_context& loop = io();
  const Millis longest = context_->wake.is_open() || !interrupts_.listens() ? kLongest : kDeaf;
  loop.run_one_for(std::chrono::milliseconds(std::min(limit.value_or(longest), longest)));
  loop.poll();
}

void EventLoop::wake() {
  asio::post(context_->io, [] {});
}

Result<void> EventLoop::await_readable(int descriptor, std::function<void()> then) {
  (void)io();
  // Asio would make the descriptor itself non-blocking.
  asio::posix::stream_descriptor& readable = context_->readable;
  if (readable.is_open()) readable.close();
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  if (poll < 0 || ::epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    const int error = errno;
    if (poll >= 0) ::close(poll);
    return fail(shortage_text(error));
  }
  readable.assign(poll);
  readable.async_wait(asio::posix::stream_descriptor::wait_read,
                      [then = std::move(then)](boost::system::error_code error) {
                        if (!error) then();
                      });
  return {};
}

}  // namespace pawl::runtime
