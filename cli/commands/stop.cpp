#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "history/run_probe.h"

namespace pawl::cli {
namespace {

struct StopOptions {
  std::string run_name;  // see RunStore::find
  bool now = false;
};

int stop(const StopOptions& options, Console& console) {
  constexpr int kPolls = 400;           // 20 s: tasks have 5 s to end, then they are killed
  constexpr useconds_t kPoll = 50'000;  // microseconds
  const auto run = history::find_run(options.run_name);
  if (!run) {
    console.error(run.error().message);
    return kExitCannot;
  }
  if (!history::is_being_written(run->history)) {
    console.error(fmt::format("the run '{}' is {}: nothing to stop", printable(run->name),
                              history::name_of(history::probe_run(*run))));
    return kExitNo;
  }
  const int pid = history::writer_of(*run);
  if (pid <= 0) {
    console.error(fmt::format("the run '{}' is running, but its process is unknown: send that one SIGTERM",
                              printable(run->name)));
    return kExitCannot;
  }
  for (int signals = options.now ? 2 : 1; signals > 0; --signals) {
    if (::kill(pid, SIGTERM) != 0 && errno != ESRCH) {
      console.error(fmt::format("cannot stop process {}: {}", pid, std::strerror(errno)));
      return kExitCannot;
    }
    if (signals == 1) break;
    ::usleep(kPoll);
    if (!history::is_being_written(run->history)) break;  // its number may be another's by now
  }
  for (int i = 0; i < kPolls; ++i) {
    if (!history::is_being_written(run->history)) {
      const std::string_view status = history::name_of(history::probe_run(*run));
      if (const auto written = console.out(fmt::format("{} {}\n", printable(run->name), status)); !written) {
        console.error(written.error().message);
        return kExitCannot;
      }
      return kExitYes;
    }
    ::usleep(kPoll);
  }
  console.error(
      fmt::format("the run '{}' (process {}) does not end; `pawl stop --now` kills its tasks at once",
                  printable(run->name), pid));
  return kExitCannot;
}

void add_options(OptionList& list, StopOptions& stop) {
  list.operand("RUN", stop.run_name, "A run: its name, the beginning of its name, or @last")
      .required()
      .completed(Offer::Runs);
  list.flag("--now", stop.now, "Kills its tasks at once");
  list.footer(
      "Examples:\n"
      "  pawl stop order-7\n\n"
      "Exit codes: 0 stopped, 1 it was not running, 2 could not stop it.\n"
      "See pawl-stop(1).");
}

}  // namespace

extern const Subcommand kStop = {"stop", "Stops a run", declare_command<StopOptions, add_options, stop>};

}  // namespace pawl::cli
