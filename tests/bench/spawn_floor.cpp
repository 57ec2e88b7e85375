// What starting COUNT commands costs at least: two threads that only spawn and wait, four commands each at a
// time. usage: spawn_floor COUNT COMMAND [ARGS…]; with JSON=1 each command reads a line of JSON from a pipe
// and its output is read.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <string_view>
#include <thread>

extern char** environ;

namespace {

struct Child {
  pid_t pid = 0;
  int output = -1;
};

[[noreturn]] void give_up() { std::_Exit(1); }

Child start(char** command, bool with_json) {
  Child child;
  if (!with_json) {
    if (posix_spawnp(&child.pid, command[0], nullptr, nullptr, command, environ) != 0) give_up();
    return child;
  }
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) give_up();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  if (posix_spawnp(&child.pid, command[0], &actions, nullptr, command, environ) != 0) give_up();
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  constexpr std::string_view kInput = "{\"id\":1}\n";
  if (write(in[1], kInput.data(), kInput.size()) < 0) give_up();
  close(in[1]);
  child.output = out[0];
  return child;
}

void finish(const Child& child) {
  char buffer[4096];
  while (child.output >= 0 && read(child.output, buffer, sizeof buffer) > 0) {
  }
  if (child.output >= 0) close(child.output);
  int status = 0;
  if (waitpid(child.pid, &status, 0) < 0 || status != 0) give_up();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  constexpr size_t kAtATime = 4;
  std::atomic<int> left{std::atoi(argv[1])};
  const bool with_json = std::getenv("JSON") != nullptr;
  const auto spawn = [&] {
    std::deque<Child> running;
    for (;;) {
      while (running.size() < kAtATime && left-- > 0) running.push_back(start(argv + 2, with_json));
      if (running.empty()) return;
      finish(running.front());
      running.pop_front();
    }
  };
  std::thread other(spawn);
  spawn();
  other.join();
}
