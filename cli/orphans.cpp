#include "cli/orphans.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace pawl::cli {

namespace {

constexpr int kPollsOfGrace = 100;
constexpr useconds_t kPoll = 50'000;  // microseconds

bool belongs_to(int pid, const std::string& run) {
  std::ifstream file(fmt::format("/proc/{}/environ", pid), std::ios::binary);
  const std::string variables{std::istreambuf_iterator<char>(file), {}};
  const std::string wanted = "PAWL_RUN=" + run + '\0';
  const size_t at = variables.find(wanted);
  return at != std::string::npos && (at == 0 || variables[at - 1] == '\0');
}

bool runs(int pid) { return ::kill(-pid, 0) == 0; }

}  // namespace

void stop_orphans(const std::vector<replay::PendingCommand>& pending, const std::string& run,
                  Console& console) {
  std::vector<int> orphans;
  for (const replay::PendingCommand& one : pending) {
    const Value* pid = one.detail.find("pid");
    if (pid == nullptr || !pid->is_int64() || pid->as_int64() <= 1) continue;
    const int process = static_cast<int>(pid->as_int64());
    if (!runs(process) || !belongs_to(process, run)) continue;
    console.warning(
        fmt::format("the task '{}' of the run before is still running (process {}): stopping it before it is "
                    "started again",
                    printable(one.command.state->name), process));
    ::kill(-process, SIGTERM);
    orphans.push_back(process);
  }
  for (int polls = 0; !orphans.empty(); ++polls) {
    if (polls == kPollsOfGrace) {
      for (const int process : orphans) ::kill(-process, SIGKILL);
    }
    std::erase_if(orphans, [](int process) { return !runs(process); });
    if (orphans.empty() || polls > 2 * kPollsOfGrace) return;
    ::usleep(kPoll);
  }
}

}  // namespace pawl::cli
