// ReportedRun: what a user sees of one run: its progress, its end, and what to do about it.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "cli/terminal/progress.h"
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

ProgressDisplay::Style style_of(Shown shown, const Console& console);
ProgressDisplay::Detail detail_of(const Display& display);

/// "pawl: error: order-7 FAILED in state 'Charge' (order.asl.json:12:7): Exit.1", and the cause.
std::string failure_text(const workflow::Definition& definition, std::string_view label, std::string_view run,
                         const runtime::RunResult& result, const Console& console);
/// Where somebody watches: "succeeded in 3 s, 17 events".
void say_succeeded(const runtime::RunResult& result, Millis took, const runs::HistoryPlace& place,
                   std::string_view label, Shown shown, Console& console);

/// One run, and what is said about it. All messages have been printed when its end is handed on; the output
/// has not.
class ReportedRun {
 public:
  /// `label` stands in front of each message. All but `run` outlives it.
  ReportedRun(const workflow::Workflow& workflow, runs::PreparedRun run, std::string label, Shown shown,
              Console& console);

  /// What happened before, in a run that is resumed.
  void know(const history::RunSummary& before) { progress_.know(before); }
  /// Runs to the end.
  Ended carry_out();
  /// Starts it on a host, beside others. `over` is called from the host's loop; close() follows.
  void start(runtime::Host& host, std::function<void()> over);
  /// The host could not carry it on, and is gone; close() follows.
  void break_off(Error why) { result_ = tl::unexpected(std::move(why)); }
  /// Begins what close() does, as far as it takes time.
  void begin_close() { run_.journal->begin_close(); }
  Ended close() { return ended(runs::close(run_, std::move(result_))); }

 private:
  Ended ended(runs::RunEnd end);
  void say_broken_off(const Error& error);
  void say_skipped(Millis skipped);
  void say_failed(const runtime::RunResult& result);
  void say_parked();
  void say_interrupted(const runtime::RunResult& result);
  [[nodiscard]] std::string command_of(const asl::State& state) const;

  const workflow::Workflow& workflow_;
  std::string label_;
  Shown shown_;
  Console& console_;
  ProgressDisplay progress_;
  runs::HistoryPlace place_;
  runs::PreparedRun run_;
  std::function<void()> over_;
  Result<runtime::RunResult> result_ = fail("the run has not ended");
};

/// The end of an execution that another process carries out; waits for it.
Ended wait_for(const runs::HistoryPlace& place, const std::string& label, Console& console);

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
