// Task states that are local commands: the effective input on stdin, the result on stdout, each command in
// its own process group.
//
// A task is over when its command has exited and every process has closed its stdout and stderr, as with
// `$(…)` in a shell: output of background processes is not lost. A background process that closed both runs
// on until the run ends, for later tasks may use it. When a task is stopped (time-out, cancellation, Ctrl-C),
// all processes that it started are ended, in its group or outside: SIGTERM, after five seconds SIGKILL. The
// runner is idle when all have ended.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_process_runner(const RunnerContext& context);

/// What a command may write to its standard output; more is States.DataLimitExceeded.
inline constexpr size_t kMaxOutputBytes = 64 << 20;

}  // namespace pawl::tasks
