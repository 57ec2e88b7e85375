#include "base/file_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pawl {

constexpr mode_t kOwner = S_IRUSR | S_IWUSR;

int open_regular(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kOwner);
  if (fd < 0) return fd;
  struct stat status {};
  const int error = ::fstat(fd, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : EINVAL;
  if (error == 0) return fd;
  ::close(fd);
  errno = error;
  return -1;
}

std::string access_fault(int error) {
  if (error == EINVAL) return "it is no regular file";
  if (error == ELOOP) return "it is a symbolic link, which pawl does not follow here";
  return std::strerror(error);
}

void make_private(int fd) {
  struct stat status {};
  const bool is_new = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
  if (is_new && (status.st_mode & kOwner) != kOwner) (void)::fchmod(fd, kOwner);
}

}  // namespace pawl
