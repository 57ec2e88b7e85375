// Opens files that another user may have created: anything but a regular file is refused without blocking.
#pragma once
#include <string>
#include <string_view>

namespace pawl {

/// open(2) of a regular file, closed on exec, without waiting for the other end of a pipe. -1: errno; EINVAL:
/// it is no regular file.
int open_regular(const std::string& path, int flags);
/// What a regular file begins with, at most so many bytes; empty where it cannot be read. `flags`: for
/// open(2).
std::string beginning_of(const std::string& path, size_t most, int flags = 0);
/// What is wrong, for a message: strerror(3), and what O_NOFOLLOW and open_regular() say.
std::string access_fault(int error);

/// Gives a file that was just made the mode 0600, whatever the umask left of it.
void make_private(int fd);

/// Whether the text stands anywhere in a file that can be read.
bool file_holds(const std::string& path, std::string_view text);

}  // namespace pawl
