// What pawl changes about itself while it has child processes, and questions about process groups.
#pragma once
#include <sys/types.h>

#include <optional>
#include <shared_mutex>
#include <vector>

namespace pawl::tasks {

/// While one of these lives: a closed pipe is an error of write() and no signal; processes whose parent ended
/// become pawl's children, so that they are waited for (in a container nothing else may do it); descriptors 0
/// to 2 are open, so that no pipe gets their numbers; SIGCHLD is not ignored, else the kernel would discard
/// exit codes. Runs in several threads share it.
class ProcessSettings {
 public:
  ProcessSettings();
  ~ProcessSettings();
  ProcessSettings(const ProcessSettings&) = delete;
  ProcessSettings& operator=(const ProcessSettings&) = delete;
};

/// The processes that pawl started, as opposed to those that became its children when their parents ended.
/// One list for all runs of this process.
class Children {
 public:
  /// Starts a child: `spawn` returns its id, or -1. Until leave() nothing else waits for it.
  template <class Spawn>
  static pid_t start(const Spawn& spawn) {
    const std::shared_lock lock(starting());
    const pid_t pid = spawn();
    if (pid > 0) enter(pid);
    return pid;
  }
  /// To be called once it was waited for.
  static void leave(pid_t pid);
  /// The living children that pawl did not start; the dead ones among them are waited for. nullopt: it cannot
  /// be known now, since a child is being started, or the kernel does not list children.
  static std::optional<std::vector<pid_t>> adopted();

 private:
  static std::shared_mutex& starting();
  static void enter(pid_t pid);
};

/// Whether a process of the group is left; waits for those that died.
bool group_lives(pid_t group);
/// Ends a process group at once and waits for those of it that are children of this process.
void kill_group(pid_t group);
/// The same of one whose leader has exited, or will: waits for it, and gives its status, as wait() has it.
int reap_group(pid_t leader);
/// How many commands may run at the same time before descriptors run out (ulimit -n).
size_t most_processes();

}  // namespace pawl::tasks
