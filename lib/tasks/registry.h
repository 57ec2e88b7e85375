// The list of task runners: one for each kind of binding.
#pragma once
#include <array>
#include <memory>
#include <span>

#include "tasks/masking_sink.h"
#include "tasks/runner.h"

namespace pawl::tasks {

/// Whether a task takes real time: while one is in flight, a virtual clock does not jump.
enum class TaskTime : uint8_t { Real, None };

struct RunnerKind {
  std::string_view name;
  TaskTime time = TaskTime::Real;
  std::unique_ptr<TaskRunner> (*make)(const RunnerContext& context) = nullptr;
};

/// In the order of Binding::target.
std::span<const RunnerKind> runner_kinds();

/// The runners of a run, each made when its first task comes.
class Runners {
 public:
  explicit Runners(const RunnerContext& context)
      : sink_(context.sink, context.tasks.secrets),
        context_{sink_,        context.tasks,     context.run_name, context.run_mark, context.run_folder,
                 context.loop, context.loop_owner} {}
  Runners(const Runners&) = delete;
  Runners& operator=(const Runners&) = delete;

  static const RunnerKind& kind_of(const Binding& binding);
  void start(TaskRequest request);
  void cancel(engine::CommandId id, const Binding& binding);
  void stop(Stop how);
  [[nodiscard]] bool is_idle() const;

 private:
  MaskingSink sink_;
  RunnerContext context_;
  std::array<std::unique_ptr<TaskRunner>, std::variant_size_v<decltype(Binding::target)>> runners_;
};

}  // namespace pawl::tasks
