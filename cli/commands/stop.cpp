#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/report/error.h"
#include "history/details.h"
#include "history/reader.h"
#include "history/run_probe.h"
#include "remote/states_api.h"

namespace pawl::cli {
namespace {

struct StopOptions {
  std::string run_name;  // see RunStore::find
  bool now = false;
};

/// Of an execution that a service runs: its end comes into the history with `pawl import`, or by the pawl
/// that follows it.
int stop_at_service(const history::RunFiles& run, const std::string& endpoint, const std::string& arn,
                    Console& console) {
  const auto execution = remote::parse_execution_arn(arn);
  if (!execution) return report(execution.error(), console);
  const runtime::Interrupts interrupts;
  const auto client = remote::ApiClient::connect(endpoint, execution->region, interrupts);
  if (!client) return report(client.error(), console);
  const auto stopped = remote::StatesApi(**client).stop(arn, "", "Stopped by `pawl stop`.");
  if (!stopped) {
    console.error(fmt::format("cannot stop the run '{}': {}", printable(run.name), stopped.error().message));
    return kExitCannot;
  }
  const auto written = console.out(fmt::format("{} ABORTED\n", printable(run.name)));
  return written ? int{kExitYes} : report(written.error(), console);
}

int stop(const StopOptions& options, Console& console) {
  constexpr int kPolls = 400;           // 20 s: tasks have 5 s to end, then they are killed
  constexpr useconds_t kPoll = 50'000;  // microseconds
  const auto run = history::find_run(options.run_name);
  if (!run) {
    console.error(run.error().message);
    return kExitCannot;
  }
  const auto first = history::first_event(run->history);
  const Value note = first && *first ? (*first)->pawl : Value();
  if (const std::string endpoint(history::ran_at(note));
      !endpoint.empty() && history::probe_run(*run).status == history::RunStatus::Running)
    return stop_at_service(*run, endpoint, std::string(text_of(note, "arn")), console);
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
