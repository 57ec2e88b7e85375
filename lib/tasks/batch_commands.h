// BatchCommands: the commands of a batch system that submit, ask and cancel. They run as processes, by a
// runner of their own, and are no tasks of the run.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "tasks/job_template.h"
#include "tasks/runner.h"

namespace pawl::tasks {

class BatchCommands final : private TaskSink {
 public:
  /// Hears how a command ended: Succeeded with what it printed, or Failed.
  using Then = std::function<void(const engine::Outcome&)>;

  explicit BatchCommands(const RunnerContext& context);

  /// Runs a command in the folder and with the variables of the task `like`. `then` is called from the event
  /// loop.
  void run(Words words, const TaskRequest& like, Then then);
  /// Ends all of them; nothing is heard of them any more.
  void stop(Stop how);
  [[nodiscard]] bool is_idle() const { return running_.empty() && runner_->is_idle(); }

 private:
  struct Command {
    Binding binding;
    Then then;
    std::optional<engine::Outcome> outcome;
  };

  void report(TaskId id, engine::Outcome outcome) override;
  void stderr_line(const TaskRequest&, std::string_view) override {}  // it is in the cause
  void cannot_continue(Error why) override { context_.sink.cannot_continue(std::move(why)); }

  RunnerContext context_;
  std::map<TaskId, Command> running_;
  TaskId last_ = 0;
  std::unique_ptr<TaskRunner> runner_;
};

}  // namespace pawl::tasks
