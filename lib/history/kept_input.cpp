#include "history/kept_input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/blocking_io.h"

namespace pawl::history {

namespace {

tl::unexpected<Error> cannot(const char* what) {
  return fail(std::string("cannot ") + what + " the history from standard input: " + std::strerror(errno));
}

Result<void> copy_standard_input(int to) {
  char buffer[65'536];
  for (;;) {
    const ssize_t n = read_some(STDIN_FILENO, buffer, sizeof buffer);
    if (n < 0) return cannot("read");
    if (n == 0) return {};
    for (ssize_t done = 0; done < n;) {
      const ssize_t written = ::write(to, buffer + done, static_cast<size_t>(n - done));
      if (written < 0) return cannot("keep");
      done += written;
    }
  }
}

}  // namespace

Result<std::string> keep_standard_input() {
  struct stat status {};
  if (::fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode)) return "/dev/stdin";
  const int kept = ::memfd_create("pawl-history", MFD_CLOEXEC);
  if (kept < 0) return cannot("keep");
  auto copied = copy_standard_input(kept);
  if (copied && ::dup2(kept, STDIN_FILENO) < 0) copied = cannot("keep");
  ::close(kept);
  if (!copied) return tl::unexpected<Error>(std::move(copied.error()));
  return "/dev/stdin";
}

}  // namespace pawl::history
