// Resuming: a run that crashed, was stopped or failed is rebuilt from its history and continues; one that
// failed is redriven from before what ended it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "history/summary.h"
#include "replay/replayer.h"
#include "runs/launch.h"
#include "runs/notices.h"
#include "runs/recorded.h"
#include "workflow/workflow.h"

namespace pawl::runs {

/// What is not given is as recorded.
struct ResumeRequest {
  std::optional<std::string> from;        // a state: go back to where it was entered last
  bool has_input = false;                 // another input comes for the state it is resumed at
  std::optional<std::string> definition;  // a path
  source::Substitutions substitutions;
  RunSettings settings;  // an empty time: as recorded
};

/// The event that entered a state.
struct Entry {
  history::EventId event = 0;
  std::string state;
};

/// The configuration is another now than when the run was started.
struct ConfigChange {
  std::string path;
  bool was_added = false;  // else it was changed
};

/// One run, from its name until it runs again. The calls come in this order: find(), output(), bind(),
/// rebuild(), begin(), carry_out(), end().
class Resumption {
 public:
  /// Finds a run and locks its history. Errors: there is no such run, or it is running.
  static workflow::ServiceResult<Resumption> find(const std::string& name, ResumeRequest request,
                                                  Notices& notices);

  [[nodiscard]] const Recorded& recorded() const { return recorded_; }
  [[nodiscard]] const HistoryPlace& place() const { return place_; }

  /// The output, if the run has succeeded already; pawl may have been killed before it printed it. Stops what
  /// the tasks left running. nullopt: it has not succeeded, or a redrive was asked for, which bind() or
  /// rebuild() refuses.
  workflow::ServiceResult<std::optional<Value>> output();

  /// Reads settings and definition, resolves tasks, and finds the event to go back to.
  workflow::ServiceResult<void> bind();
  /// Rebuilds the execution. `input` replaces that of the state it is resumed at. Errors: the run cannot be
  /// resumed with this definition (see divergence()), nothing is left to do, a task is unbound.
  workflow::ServiceResult<void> rebuild(std::optional<Value> input);

  /// Where the record does not fit the definition; null: it fits.
  [[nodiscard]] const replay::Divergence* divergence() const;
  [[nodiscard]] const workflow::Workflow& workflow() const { return *workflow_; }
  [[nodiscard]] const replay::Replayed& recovered() const { return *recovered_; }
  [[nodiscard]] const history::RunSummary& before() const { return before_; }
  [[nodiscard]] const std::optional<Entry>& from() const { return from_; }
  [[nodiscard]] std::optional<ConfigChange> config_change() const;
  /// The file of the definition, if it has changed since and the run continues with the recorded one.
  [[nodiscard]] std::optional<std::string> newer_definition() const;

  /// Stops what is still running of attempts that start again, and opens the history. nullopt: only the last
  /// event of a success was missing, and is written now; the output is that of the recovered execution.
  workflow::ServiceResult<std::optional<PreparedRun>> begin();

  /// Stops background processes that earlier tasks left.
  void end();

 private:
  Resumption(Recorded recorded, std::unique_ptr<history::Writer> writer, ResumeRequest request,
             Notices& notices);
  [[nodiscard]] workflow::ServiceResult<void> check() const;
  [[nodiscard]] history::EventId redriven_from() const;

  Recorded recorded_;
  HistoryPlace place_;
  std::unique_ptr<history::Writer> writer_;
  ResumeRequest request_;
  Notices* notices_;
  RunSettings settings_;  // with what is recorded
  runtime::TimeMode time_;
  std::unique_ptr<workflow::Workflow> workflow_;  // null before bind()
  std::optional<Entry> from_;
  std::optional<replay::Replayed> recovered_;
  history::RunSummary before_;
};

}  // namespace pawl::runs
