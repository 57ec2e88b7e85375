#include "tasks/registry.h"

#include "tasks/http_runner.h"
#include "tasks/mock_runner.h"
#include "tasks/process_runner.h"

namespace pawl::tasks {
namespace {

constexpr RunnerKind kKinds[] = {
    {"exec", TaskTime::Real, make_process_runner},
    {"http", TaskTime::Real, make_http_runner},
    {"mock", TaskTime::None, make_mock_runner},
};
static_assert(std::size(kKinds) == std::variant_size_v<decltype(Binding::target)>);

}  // namespace

std::span<const RunnerKind> runner_kinds() { return kKinds; }

const RunnerKind& Runners::kind_of(const Binding& binding) { return kKinds[binding.target.index()]; }

void Runners::start(TaskRequest request) {
  auto& runner = runners_[request.binding->target.index()];
  if (!runner) runner = kind_of(*request.binding).make(context_);
  runner->start(std::move(request));
}

void Runners::cancel(engine::CommandId id, const Binding& binding) {
  if (const auto& runner = runners_[binding.target.index()]) runner->cancel(id);
}

void Runners::stop(Stop how) {
  for (const auto& runner : runners_) {
    if (runner) runner->stop(how);
  }
}

bool Runners::is_idle() const {
  for (const auto& runner : runners_) {
    if (runner && !runner->is_idle()) return false;
  }
  return true;
}

}  // namespace pawl::tasks
