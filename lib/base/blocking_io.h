// Reading and writing inherited descriptors. Another process that shares the pipe or terminal may have set
// O_NONBLOCK: then these functions wait.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <string_view>

namespace pawl {

/// read() that waits for bytes and retries after signals. 0 at the end, -1 and errno for an error.
ssize_t read_some(int descriptor, char* bytes, size_t most);

/// Writes all of `text`. 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text);

}  // namespace pawl
