// RunTasks: the task runners of one run. The run's job and the children of its Map Runs share them.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/command.h"
#include "runtime/callbacks.h"
#include "runtime/run.h"
#include "runtime/timer_queue.h"
#include "tasks/registry.h"

namespace pawl::runtime {

class Host;
class RunRoot;

/// Identifies the run, for its tasks and for a later resume.
struct RunIdentity {
  std::string name;
  std::string mark;        // of its processes (tasks/process_mark.h)
  std::string folder;      // absolute, for temporary files; empty: none
  std::string map_folder;  // for the journals of its Map Runs; empty: they have none
  std::string job_folder;  // for its jobs in batch systems; empty: a temporary one
  std::string history;     // absolute; empty: none is written
  Sync sync = Sync::No;    // of the notes about its waiting tasks
};

class RunTasks : private tasks::TaskSink {
 public:
  /// All of it outlives this object. `observer` receives what the tasks write to their standard error; it may
  /// be null.
  RunTasks(Host& host, RunRoot& root, const tasks::BoundTasks& tasks, const RunIdentity& run,
           Observer* observer);

  [[nodiscard]] const tasks::BoundTasks& bound() const { return tasks_; }
  [[nodiscard]] const RunIdentity& run() const { return run_; }
  /// The run's own folder, absolute; empty: it has none.
  [[nodiscard]] const std::string& folder() const { return run_.folder; }
  /// Of its tasks that wait for somebody outside; made when it is first asked for.
  Result<Callbacks*> callbacks();
  /// Null: no task of the run has waited.
  [[nodiscard]] Callbacks* known_callbacks() const { return callbacks_.get(); }
  /// For the journals of its Map Runs; empty: they have none.
  [[nodiscard]] const std::string& map_folder() const { return run_.map_folder; }
  /// The id of a task that will carry out a command of a job: it hears of the outcomes by Job::report().
  tasks::TaskId new_task(JobId job, engine::CommandId command);
  /// May report outcomes before it returns.
  void start(tasks::TaskRequest request) {
    if (observer_ != nullptr) observer_->task_called(request);
    runners_.start(std::move(request));
  }
  /// Stops a task; nothing about it is reported any more.
  void cancel(tasks::TaskId task, const tasks::Binding& binding);
  /// The time has come for the outcome that was to be reported later.
  void answer(tasks::TaskId task);
  /// The run ends: stops what is left.
  void stop(tasks::Stop how) { runners_.stop(how); }
  /// Whether something runs that no task waits for: the run ends after it.
  [[nodiscard]] bool has_unawaited() const { return runners_.has_unawaited(); }
  [[nodiscard]] bool is_idle() const { return runners_.is_idle(); }

 private:
  struct Started {
    JobId job;
    engine::CommandId command;
    std::unique_ptr<engine::Outcome> later;  // what will be reported; null: nothing is known yet
  };

  void report(tasks::TaskId task, engine::Outcome outcome) override;
  void report_later(tasks::TaskId task, engine::Outcome outcome, Millis delay) override;
  void stderr_line(const tasks::TaskRequest& task, std::string_view line) override;
  void cannot_continue(Error why) override;

  Host& host_;
  RunRoot& root_;
  const tasks::BoundTasks& tasks_;
  RunIdentity run_;
  Observer* observer_;
  std::unique_ptr<Callbacks> callbacks_;
  std::unordered_map<tasks::TaskId, Started> started_;
  tasks::TaskId last_ = 0;
  tasks::Runners runners_;
};

}  // namespace pawl::runtime
