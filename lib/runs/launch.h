// Launching: prepares a run from a workflow and an input, and carries it out.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "runs/history_place.h"
#include "runs/notices.h"
#include "runs/run_journal.h"
#include "runs/settings.h"
#include "runtime/run.h"
#include "runtime/work.h"
#include "workflow/workflow.h"

namespace pawl::runs {

/// What is the same for all executions that one Launcher starts.
struct LaunchSettings {
  RunSettings run;
  runtime::TimeMode time;  // of run.bounds.time
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Value context;      // laid over the context object; null: none
  uint64_t seed = 0;  // of the first; the others' are made of it
};

/// One execution.
struct Launch {
  std::string name;
  RunName name_kind = RunName::Generated;
  std::string label;    // in front of every notice about it ("line 3: "); empty for a single run
  uint64_t number = 0;  // 0, 1, …: which of several; each has a seed of its own
  /// Of an execution that another one started: its names and time, and what started it (the member
  /// `startedBy` of the first event's `pawl`). nullopt and null: it was started by hand.
  std::optional<engine::ExecutionInfo> info = std::nullopt;
  Value started_by = {};
  /// Of one that a service started: what it keeps of it (the member `service` of the first event's `pawl`).
  Value service = {};
};

/// A run that is ready to begin or to be resumed: its history is open, no event is written yet. What
/// `request` refers to outlives it.
struct PreparedRun {
  HistoryPlace place;
  std::unique_ptr<RunJournal> journal;
  runtime::RunRequest request;
  /// Starts the executions that its tasks start; null: they start none.
  std::unique_ptr<runtime::ExecutionStarter> children = nullptr;
  Millis began = 0;  // when it was started
};

/// How a run ended.
struct RunEnd {
  HistoryPlace place;                 // no file where there is no history, or nothing came into it
  Result<runtime::RunResult> result;  // error: pawl could not finish it; it can be resumed
  Result<void> written;               // error: the end is missing in its history
  Millis took = 0;
};

/// Gives a run its clock, its bounds and the size that its history may have. An Express execution has five
/// minutes, unless limits are off.
void set_bounds(PreparedRun& run, const Bounds& bounds, runtime::TimeMode time, workflow::LimitPolicy limits,
                asl::WorkflowType type);

/// Runs to the end. `observer` may be null.
RunEnd carry_out(PreparedRun run, runtime::Observer* observer);

/// Starts a run on a host, beside others; `ended` as runtime::start_run() has it. The run stays where it is
/// until then, or until the host is gone; close() follows.
void start(runtime::Host& host, PreparedRun& run, runtime::Observer* observer,
           std::function<void(Result<runtime::RunResult>)> ended);
/// The same with the clock and the bounds of a root; `listener` hears of its end.
runtime::Job& start(runtime::Host& host, runtime::RunRoot& root, PreparedRun& run,
                    runtime::Observer* observer, std::shared_ptr<runtime::JobListener> listener);
/// The end of a run that was started: closes its journal.
RunEnd close(PreparedRun& run, Result<runtime::RunResult> result);

/// Starts executions of one workflow, in one thread. What is the same for all of them is made once.
class Launcher {
 public:
  /// `workflow` and `notices` outlive it.
  Launcher(const workflow::Workflow& workflow, LaunchSettings settings, Notices& notices);

  /// Opens the history. Where another process runs the same execution now (HistoryPlace::is_running), there
  /// is no journal: call await_end() instead of carry_out().
  workflow::ServiceResult<PreparedRun> prepare(const Launch& launch, const Value& input);

  /// Whether the execution surely ends before its first task or timer: then an unbound task is no reason to
  /// refuse it, since no task is reached. Records nothing, starts nothing; a long chain of states counts as
  /// one that is resumed.
  [[nodiscard]] bool ends_before_any_task(const Launch& launch, const Value& input) const;

  [[nodiscard]] const workflow::Workflow& workflow() const { return workflow_; }
  [[nodiscard]] const LaunchSettings& settings() const { return settings_; }

 private:
  [[nodiscard]] runtime::RunRequest request_for(const Launch& launch, const HistoryPlace& place,
                                                const Value& input) const;
  void warn_of_secrets(const Launch& launch, const Value& input) const;

  const workflow::Workflow& workflow_;
  LaunchSettings settings_;
  Notices& notices_;
  Value noted_;  // see noted_settings()
  bool definition_has_secret_ = false;
};

}  // namespace pawl::runs
