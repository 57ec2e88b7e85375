// Task states that are local commands: the effective input on stdin, the result on stdout, each command in
// its own process group.
//
// A task is over when its command has exited and everybody has closed its stdout and stderr, as `$(…)` in a
// shell has it: output of background processes is not lost. A background process that closed both runs on
// until the run ends, for later tasks may use it. A task that is stopped (time-out, cancellation, Ctrl-C)
// takes with it all that it started, in its group or out of it: SIGTERM, after five seconds SIGKILL, and the
// runner is not idle before all are gone.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_process_runner(const RunnerContext& context);

/// What a command may write to its standard output; more is States.DataLimitExceeded.
inline constexpr size_t kMaxOutputBytes = 64 << 20;

}  // namespace pawl::tasks
