// Shortage: the system or a ulimit allows no more descriptors, processes or memory. It is not an error of the
// workflow: pawl waits for other tasks to end, or stops the run.
#pragma once
#include <string>

namespace pawl {

/// Whether an errno means a shortage: EMFILE, ENFILE, ENOMEM, EAGAIN, ENOBUFS. Only of calls that do not wait
/// for data.
bool is_shortage(int error);

/// What is short, and its limit: "too many open files (the limit is 32: ulimit -n)".
std::string shortage_text(int error);

}  // namespace pawl
