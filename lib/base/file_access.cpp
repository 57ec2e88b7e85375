#include "base/file_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/blocking_io.h"

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

std::string beginning_of(const std::string& path, size_t most, int flags) {
  std::string text;
  const int opened = open_regular(path, O_RDONLY | flags);
  if (opened < 0) return text;
  char block[64 << 10];
  while (text.size() < most) {
    const ssize_t n = read_some(opened, block, std::min(sizeof block, most - text.size()));
    if (n <= 0) break;
    text.append(block, static_cast<size_t>(n));
  }
  ::close(opened);
  return text;
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

bool file_holds(const std::string& path, std::string_view text) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> block(size_t{1} << 20);
  size_t kept = 0;
  while (file) {
    file.read(block.data() + kept, static_cast<std::streamsize>(block.size() - kept));
    const size_t size = kept + static_cast<size_t>(file.gcount());
    if (::memmem(block.data(), size, text.data(), text.size()) != nullptr) return true;
    kept = std::min(size, text.size() - 1);
    std::memmove(block.data(), block.data() + size - kept, kept);
  }
  return false;
}

}  // namespace pawl
