// Shortage: the system, or a limit of the user's, has no more descriptors, processes or memory to give. It
// says nothing about the workflow: others' ends are waited for, or pawl stops.
#pragma once
#include <string>

namespace pawl {

/// Whether an errno tells of one: EMFILE, ENFILE, ENOMEM, EAGAIN, ENOBUFS. Only of calls that do not wait for
/// data.
bool is_shortage(int error);

/// What is short, and the limit behind it: "too many open files (the limit is 32: ulimit -n)".
std::string shortage_text(int error);

}  // namespace pawl
