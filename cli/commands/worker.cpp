#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "workers/activity_worker.h"

namespace pawl::cli {

namespace {

struct WorkerOptions {
  workers::WorkerSettings work;
  bool quiet = false;
};

/// "HOST-PID"
std::string default_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0')
    return fmt::format("{}", ::getpid());
  return fmt::format("{}-{}", host.data(), ::getpid());
}

class Shown final : public workers::WorkerObserver {
 public:
  Shown(Console& console, bool quiet) : console_(console), is_quiet_(quiet) {}

  void task_ended(const waiting::ActivityTask& task, std::string_view error, std::string_view told) override {
    const std::string where = fmt::format("{} of {}", printable(task.state), printable(task.run));
    if (!told.empty()) console_.warning(fmt::format("the result of {} was not taken: {}", where, told));
    else if (!is_quiet_ && !error.empty())
      console_.err(fmt::format("{} {}: {}\n", console_.paint(Color::Red, "failed"), where, printable(error)));
    else if (!is_quiet_) console_.err(fmt::format("{} {}\n", console_.paint(Color::Green, "done"), where));
  }
  void task_stderr(const waiting::ActivityTask& task, std::string_view line) override {
    const std::string prefix = fmt::format("[{}#{}]", printable(task.state), task.attempt);
    console_.err(fmt::format("{} {}\n", console_.paint(Color::Dim, prefix), printable(line)));
  }

 private:
  Console& console_;
  bool is_quiet_;
};

int worker(const WorkerOptions& options, Console& console) {
  workers::WorkerSettings settings = options.work;
  settings.activity = waiting::name_of_activity(options.work.activity);
  if (!waiting::is_activity_name(settings.activity)) {
    console.error(fmt::format("an activity cannot be named '{}'", printable(settings.activity)));
    return kExitCannot;
  }
  if (settings.jobs == 0) {
    console.error("--jobs must be at least 1");
    return kExitCannot;
  }
  if (settings.name.empty()) settings.name = default_name();
  if (!options.quiet) {
    console.info(fmt::format("{} works on the activity '{}', {} task{} at a time; Ctrl-C ends it",
                             printable(settings.name), printable(settings.activity), settings.jobs,
                             settings.jobs == 1 ? "" : "s"));
  }
  Shown shown(console, options.quiet);
  const auto ended = workers::work(settings, shown);
  if (ended) return 128 + *ended;
  console.error(ended.error().message);
  return kExitCannot;
}

void add_options(OptionList& list, WorkerOptions& worker) {
  list.operand("ACTIVITY", worker.work.activity, "The name of an activity, or its ARN").required();
  list.operands("COMMAND", worker.work.command,
                "What carries out a task, after --: input on standard input, result on standard output")
      .required();
  list.number("-j,--jobs", "N", worker.work.jobs, "Most tasks at a time (default: 1)");
  list.value("--name", "NAME", worker.work.name,
             "The worker's name in histories (default: host and process)");
  list.flag("-q,--quiet", worker.quiet, "Shows errors only");
  list.footer(
      "Examples:\n"
      "  pawl worker resize -j 4 -- ./bin/resize --fast\n\n"
      "Exit codes: 130, 143 ended by a signal, 2 could not work.\n"
      "See pawl-worker(1), pawl-activity(1).");
}

}  // namespace

extern const Subcommand kWorker = {"worker", "Works on the tasks of an activity with a command",
                                   declare_command<WorkerOptions, add_options, worker>};

}  // namespace pawl::cli
