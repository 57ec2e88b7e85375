// Launch: one execution of a workflow, from its input to its exit code, with everything a user is told about
// it.
#pragma once
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/run_history.h"
#include "cli/terminal/console.h"
#include "cli/workflow.h"
#include "history/summary.h"
#include "runtime/run.h"
#include "value/value.h"

namespace pawl::cli {

/// What all executions of one `pawl run` share.
struct LaunchSettings {
  const RunOptions& options;
  runtime::TimeMode time;
  Value context;  // --context; null: none
  uint64_t seed = 0;
};

struct Launch {
  std::string name;
  RunName name_kind = RunName::Generated;
  std::string label;    // in front of every line about it ("line 3: "); empty for a single run
  uint64_t number = 0;  // 0, 1, …: which of several; each has a seed of its own
};

struct Ended {
  int exit_code = 0;
  std::optional<Value> output;  // of a run that succeeded
  HistoryPlace place = {};      // where its events are; none where the run did not begin
};

/// What the engine keeps to.
engine::Limits limits_of(RunOptions::Limits limits);

/// "real", "skip", "60x".
Result<runtime::TimeMode> parse_time(std::string_view text);

/// Whom to tell what, and where the events go, of one execution.
struct Carrier {
  const Workflow& workflow;
  const LaunchSettings& settings;
  const Launch& launch;
  const HistoryPlace& place;
  RunJournal& journal;
  Console& console;
};

/// Carries a recovered execution on to its end, as launch() does with a new one.
Ended go_on(const Carrier& carrier, replay::Replayed& recovered, const history::RunSummary& before);

/// Prints a successful run's output on standard output, indented on a terminal. Returns the exit code.
int show_output(const Ended& ended, Console& console);

/// Runs to the end. All messages have been printed when it returns; the output has not.
Ended launch(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
             const Value& input, Console& console);

}  // namespace pawl::cli
