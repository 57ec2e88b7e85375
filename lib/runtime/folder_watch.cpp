#include "runtime/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

namespace pawl::runtime {

namespace asio = boost::asio;

struct FolderWatch::Watch : std::enable_shared_from_this<Watch> {
  Watch(asio::io_context& io, std::function<void(std::string_view)> to)
      : descriptor(io), timer(io), heard(std::move(to)) {}

  void begin(const std::string& folder) {
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd >= 0 && ::inotify_add_watch(fd, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) >= 0) {
      descriptor.assign(fd);
      return listen();
    }
    if (fd >= 0) ::close(fd);
    poll();
  }

  void listen() {
    descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this()](boost::system::error_code error) {
                            if (error || !self->heard) return;
                            self->read_notices();
                            if (self->heard) self->listen();
                          });
  }

  void read_notices() {
    alignas(inotify_event) std::array<char, 16 << 10> bytes;
    const ssize_t n = ::read(descriptor.native_handle(), bytes.data(), bytes.size());
    for (ssize_t at = 0; at < n && heard;) {
      const auto* notice = reinterpret_cast<const inotify_event*>(bytes.data() + at);
      at += static_cast<ssize_t>(sizeof *notice + notice->len);
      if ((notice->mask & IN_Q_OVERFLOW) != 0) heard("");
      else if (notice->len > 0 && notice->name[0] != '.') heard(notice->name);
    }
  }

  void poll() {
    constexpr auto kPause = std::chrono::milliseconds(200);
    timer.expires_after(kPause);
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || !self->heard) return;
      self->heard("");
      if (self->heard) self->poll();
    });
  }

  void end() {
    heard = nullptr;
    boost::system::error_code ignored;
    descriptor.close(ignored);
    timer.cancel();
  }

  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;  // where there is no descriptor
  std::function<void(std::string_view)> heard;
};

FolderWatch::FolderWatch(EventLoop& loop, const std::string& folder,
                         std::function<void(std::string_view)> heard)
    : watch_(std::make_shared<Watch>(loop.io(), std::move(heard))) {
  watch_->begin(folder);
}

FolderWatch::~FolderWatch() { watch_->end(); }

}  // namespace pawl::runtime
