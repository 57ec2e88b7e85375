// What pawl changes about itself while it has child processes, and questions about process groups.
#pragma once
#include <sys/types.h>

namespace pawl::tasks {

/// While one of these lives: a closed pipe is an error of write() and no signal; processes whose parent is
/// gone become pawl's, so that they can be waited for wherever pawl runs (in a container nobody else may do
/// it); descriptors 0 to 2 are taken, so that no pipe gets their numbers; SIGCHLD is not ignored, else the
/// kernel would throw exit codes away. Runs in several threads share it.
class ProcessSettings {
 public:
  ProcessSettings();
  ~ProcessSettings();
  ProcessSettings(const ProcessSettings&) = delete;
  ProcessSettings& operator=(const ProcessSettings&) = delete;
};

/// Whether somebody of the group is left; waits for those who died.
bool group_lives(pid_t group);
/// Ends a process group at once and waits for those of it that are children of this process.
void kill_group(pid_t group);
/// How many commands may run at the same time before descriptors run out (ulimit -n).
size_t most_processes();

}  // namespace pawl::tasks
