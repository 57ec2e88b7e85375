// Runners: the task runners of one run.
#pragma once
#include <array>
#include <memory>

#include "tasks/masking_sink.h"
#include "tasks/runner.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {

/// The runners of a run, each made for its first task.
class Runners {
 public:
  explicit Runners(const RunnerContext& context)
      : sink_(context.sink, context.tasks.secrets),
        context_{sink_,
                 context.tasks,
                 context.run_name,
                 context.run_mark,
                 context.run_folder,
                 context.job_folder,
                 context.loop,
                 context.loop_owner,
                 context.spawn_threads} {}
  Runners(const Runners&) = delete;
  Runners& operator=(const Runners&) = delete;

  void start(TaskRequest request);
  void cancel(TaskId id, const Binding& binding);
  void stop(Stop how);
  [[nodiscard]] bool has_unawaited() const;
  [[nodiscard]] bool is_idle() const;

 private:
  MaskingSink sink_;
  RunnerContext context_;
  std::array<std::unique_ptr<TaskRunner>, std::variant_size_v<BindingTarget>> runners_;
};

}  // namespace pawl::tasks
