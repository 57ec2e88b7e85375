#include "tasks/process_settings.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

namespace pawl::tasks {
namespace {

std::mutex mutex;
int users = 0;
std::set<pid_t> started;
struct sigaction sigpipe_before;
int was_subreaper = 0;

void take_standard_descriptors() {
  for (int descriptor = ::open("/dev/null", O_RDWR); descriptor >= 0;
       descriptor = ::open("/dev/null", O_RDWR)) {
    if (descriptor > 2) {
      ::close(descriptor);
      return;
    }
  }
}

void stop_ignoring_children() {
  struct sigaction action {};
  if (::sigaction(SIGCHLD, nullptr, &action) != 0 || action.sa_handler != SIG_IGN) return;
  action.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &action, nullptr);
}

}  // namespace

ProcessSettings::ProcessSettings() {
  const std::lock_guard lock(mutex);
  if (users++ > 0) return;
  take_standard_descriptors();
  stop_ignoring_children();
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &sigpipe_before);
  ::prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

ProcessSettings::~ProcessSettings() {
  const std::lock_guard lock(mutex);
  if (--users > 0) return;
  ::prctl(PR_SET_CHILD_SUBREAPER, was_subreaper);
  ::sigaction(SIGPIPE, &sigpipe_before, nullptr);
}

std::shared_mutex& Children::starting() {
  static std::shared_mutex mutex;
  return mutex;
}

void Children::enter(pid_t pid) {
  const std::lock_guard lock(mutex);
  started.insert(pid);
}

void Children::leave(pid_t pid) {
  const std::lock_guard lock(mutex);
  started.erase(pid);
}

std::optional<std::vector<pid_t>> Children::adopted() {
  const std::unique_lock nobody_starts(starting(), std::try_to_lock);
  if (!nobody_starts) return std::nullopt;
  std::vector<pid_t> living;
  std::error_code error;
  // Each thread has its own; those of a parent that ended come to any of them.
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", error)) {
    std::ifstream children(thread.path() / "children");
    if (!children) return std::nullopt;
    for (pid_t pid = 0; children >> pid;) {
      const std::lock_guard lock(mutex);
      if (!started.contains(pid) && ::waitpid(pid, nullptr, WNOHANG) == 0) living.push_back(pid);
    }
  }
  if (error) return std::nullopt;
  return living;
}

bool group_lives(pid_t group) {
  if (::kill(-group, 0) != 0) return false;
  while (::waitpid(-group, nullptr, WNOHANG) > 0) {
  }
  return ::kill(-group, 0) == 0;
}

void kill_group(pid_t group) {
  ::kill(-group, SIGKILL);
  while (::waitpid(-group, nullptr, 0) > 0 || errno == EINTR) {
  }
}

int reap_group(pid_t leader) {
  ::kill(-leader, SIGKILL);
  int status = 0;
  while (::waitpid(leader, &status, 0) < 0 && errno == EINTR) {
  }
  Children::leave(leader);
  (void)group_lives(leader);
  return status;
}

size_t most_processes() {
  constexpr size_t kForPawl = 128;  // files, sockets, libraries
  constexpr size_t kForEach = 4;    // three pipes and the process itself
  constexpr size_t kAtLeast = 8;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kAtLeast;
  const size_t descriptors = static_cast<size_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 20));
  return std::max(kAtLeast, (descriptors - std::min(descriptors, kForPawl)) / kForEach);
}

}  // namespace pawl::tasks
