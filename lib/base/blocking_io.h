// Reading and writing inherited descriptors. Whoever shares a pipe or a terminal with pawl may have made it
// non-blocking (O_NONBLOCK belongs to the pipe, not to the process): then it is waited for.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <string_view>

namespace pawl {

/// read(), which waits for bytes and is not disturbed by signals. 0 at the end, -1 and errno for an error.
ssize_t read_some(int descriptor, char* bytes, size_t most);

/// Writes all of `text`. 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text);

}  // namespace pawl
