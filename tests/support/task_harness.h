// Runs a task runner on an event loop of its own, without an execution: tests start tasks and look at the
// outcomes.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "asl/state.h"
#include "tasks/masking_sink.h"
#include "tasks/runner.h"

namespace pawl::test {

class TaskHarness : private tasks::TaskSink {
 public:
  using Make = std::unique_ptr<tasks::TaskRunner> (*)(const tasks::RunnerContext&);
  explicit TaskHarness(Make make, tasks::BoundTasks tasks = default_tasks());
  ~TaskHarness() override;
  TaskHarness(const TaskHarness&) = delete;
  TaskHarness& operator=(const TaskHarness&) = delete;

  /// PATH, and what else there is.
  static tasks::BoundTasks default_tasks();

  /// Starts a task of a state named `state`; the id counts up from 1.
  tasks::TaskId start(const tasks::Binding& binding, Value input, const std::string& state = "Work");
  tasks::TaskId start(tasks::TaskRequest request, const std::string& state = "Work");
  void cancel(tasks::TaskId id);
  void stop(tasks::Stop how);
  [[nodiscard]] bool has_unawaited() const;
  /// Runs until `ends` tasks ended in all; false after 60 s.
  bool wait_for(size_t ends);
  /// Runs until the runner is idle; false after 60 s.
  bool wait_until_idle();
  /// Runs for a while.
  void run_for(int milliseconds);

  /// How a task ended; fails the test if it did not.
  const engine::Outcome& end_of(tasks::TaskId id);
  bool has_ended(tasks::TaskId id) const { return ends_.contains(id); }
  std::vector<engine::Outcome> steps;  // Started and Submitted
  std::vector<std::string> lines;      // of standard error
  std::string stopped_by;              // why the runner cannot continue; empty: it can
  /// Start, run to the end, and how it ended.
  engine::Outcome run(const tasks::Binding& binding, Value input = Value::empty_object());

 private:
  void report(tasks::TaskId id, engine::Outcome outcome) override;
  void stderr_line(const tasks::TaskRequest& task, std::string_view line) override;
  void cannot_continue(Error why) override { stopped_by = std::move(why.message); }

  struct Loop;
  std::unique_ptr<Loop> loop_;
  tasks::BoundTasks tasks_;
  tasks::MaskingSink masked_;
  std::map<std::string, asl::State> states_;
  std::vector<std::unique_ptr<tasks::Binding>> bindings_;
  std::map<tasks::TaskId, engine::Outcome> ends_;
  tasks::TaskId started_ = 0;
  std::unique_ptr<tasks::TaskRunner> runner_;
};

/// Bindings to a program, to a script.
tasks::Binding exec(std::vector<std::string> argv);
tasks::Binding sh(std::string script);

/// Open descriptors of this process, its children (zombies too).
size_t open_descriptors();
size_t children();

}  // namespace pawl::test
