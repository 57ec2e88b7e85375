#include "tasks/worker_log.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace pawl::tasks {

void WorkerLog::begin(int pipe, std::shared_ptr<void> owner) {
  adopt(pipe_, pipe);
  read(std::move(owner));
}

void WorkerLog::read(std::shared_ptr<void> owner) {
  pipe_.async_wait(AsyncDescriptor::wait_read,
                   [this, owner = std::move(owner)](boost::system::error_code error) mutable {
                     if (error || !pipe_.is_open()) return;
                     if (drain()) read(std::move(owner));
                     else close_descriptor(pipe_);
                   });
}

bool WorkerLog::drain() {
  constexpr int kRounds = 16;
  std::array<char, 16 << 10> bytes;
  for (int round = 0; round < kRounds && pipe_.is_open(); ++round) {
    const ssize_t n = ::read(pipe_.native_handle(), bytes.data(), bytes.size());
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (n < 0) return true;
    text_.append({bytes.data(), static_cast<size_t>(n)}, on_line_);
  }
  return pipe_.is_open();
}

void WorkerLog::finish() {
  drain();
  text_.finish(on_line_);
  close_descriptor(pipe_);
}

}  // namespace pawl::tasks
