#include "base/blocking_io.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace pawl {
namespace {

/// Whether it is worth trying again after `errno`.
bool waits(int descriptor, short event) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd one{descriptor, event, 0};
  return ::poll(&one, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

ssize_t read_some(int descriptor, char* bytes, size_t most) {
  for (;;) {
    const ssize_t n = ::read(descriptor, bytes, most);
    if (n >= 0 || !waits(descriptor, POLLIN)) return n;
  }
}

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n >= 0) text.remove_prefix(static_cast<size_t>(n));
    else if (!waits(descriptor, POLLOUT)) return errno;
  }
  return 0;
}

}  // namespace pawl
