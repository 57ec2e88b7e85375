// Exit codes of every command. The same table stands in README.md and pawl(1); a test compares them.
#pragma once

namespace pawl::cli {

enum ExitCode : int {
  kExitYes = 0,           // valid, clean, execution SUCCEEDED
  kExitNo = 1,            // execution FAILED, TIMED_OUT or ABORTED
  kExitCannot = 2,        // usage, unreadable file, broken input JSON or config, disk full
  kExitInvalid = 3,       // the definition is invalid
  kExitUnbound = 4,       // a Task has no binding, or its binding is denied
  kExitInternal = 70,     // a bug in pawl
  kExitParked = 75,       // a run waits for somebody outside, and --no-wait was given
  kExitInterrupted = 130  // SIGINT; others (129, 143): 128 + their number
};

}  // namespace pawl::cli
