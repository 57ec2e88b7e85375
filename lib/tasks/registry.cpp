#include "tasks/registry.h"

namespace pawl::tasks {
namespace {

template <class... Targets>
std::array<const RunnerKind*, sizeof...(Targets)> kinds_of(const std::variant<Targets...>*) {
  return {&Targets::kind()...};
}

}  // namespace

std::span<const RunnerKind* const> runner_kinds() {
  static const auto kinds = kinds_of(static_cast<const BindingTarget*>(nullptr));
  return kinds;
}

const RunnerKind& kind_of(const Binding& binding) { return *runner_kinds()[binding.target.index()]; }

bool waits_for_answer(const asl::Task& task, const Binding& binding) {
  const RunnerKind& kind = kind_of(binding);
  return kind.waits ||
         (task.resource.pattern == asl::Resource::Pattern::WaitForTaskToken && kind.time == TaskTime::Real);
}

void Runners::start(TaskRequest request) {
  auto& runner = runners_[request.binding->target.index()];
  if (!runner) runner = kind_of(*request.binding).make(context_);
  runner->start(std::move(request));
}

void Runners::cancel(TaskId id, const Binding& binding) {
  if (const auto& runner = runners_[binding.target.index()]) runner->cancel(id);
}

void Runners::stop(Stop how) {
  for (const auto& runner : runners_) {
    if (runner) runner->stop(how);
  }
}

bool Runners::has_unawaited() const {
  for (const auto& runner : runners_) {
    if (runner && runner->has_unawaited()) return true;
  }
  return false;
}

bool Runners::is_idle() const {
  for (const auto& runner : runners_) {
    if (runner && !runner->is_idle()) return false;
  }
  return true;
}

}  // namespace pawl::tasks
