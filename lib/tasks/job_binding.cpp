// Bindings to commands that a batch system runs. pawl.yaml makes them of a command and `via`; they have no
// key.
#include "tasks/job_runner.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  const auto& job = std::get<JobBinding>(binding.target);
  Binding command = binding;
  command.target = job.command;
  return ExecBinding::kind().describe(command, secrets) + " as a job of " + job.system.name;
}

}  // namespace

const RunnerKind& JobBinding::kind() {
  static constexpr RunnerKind kKind{.keys = {}, .make = make_job_runner, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
