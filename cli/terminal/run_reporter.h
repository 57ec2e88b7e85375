// RunReporter: what a user sees of one run: its progress, its end, and what to do about it.
#pragma once
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "history/summary.h"
#include "runs/launch.h"

namespace pawl::cli {

/// The end of a run, for the exit of a command.
struct Ended {
  int exit_code = 0;
  std::optional<Value> output;    // of a run that succeeded
  runs::HistoryPlace place = {};  // where its events are; none where the run did not begin
};

/// What is shown of each of the runs of a command.
struct Shown {
  const Display& display;
  bool each = false;  // one of several: less is said about it
};

/// Starts one execution and carries it out. All messages have been printed when it returns; the output has
/// not.
Ended launch(runs::Launcher& launcher, const runs::Launch& launch, const Value& input, Shown shown,
             Console& console);

/// Carries out a run that is resumed; `before`: what happened in it before.
Ended go_on(const workflow::Workflow& workflow, runs::PreparedRun run, const history::RunSummary& before,
            Shown shown, Console& console);

/// Prints a successful run's output on standard output, indented on a terminal. Returns the exit code.
int show_output(const Ended& ended, Console& console);

}  // namespace pawl::cli
