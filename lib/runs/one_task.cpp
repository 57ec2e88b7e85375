#include "runs/one_task.h"

#include <random>

#include "runs/launch.h"

namespace pawl::runs {
namespace {

/// A machine of the Task alone, which gets its parameters as they are and gives its result as it is.
Value machine_of(const asl::State& task, const engine::TaskCall& call) {
  ObjectBuilder state;
  state.append("Type", Value::string("Task"));
  state.append("Resource", Value::string(std::get<asl::Task>(task.kind).resource.text));
  state.append("Arguments", Value::string("{% $states.input %}"));
  if (call.timeout > 0) state.append("TimeoutSeconds", Value::integer(call.timeout));
  if (call.heartbeat > 0) state.append("HeartbeatSeconds", Value::integer(call.heartbeat));
  state.append("End", Value::boolean(true));
  return Value::object({{"QueryLanguage", Value::string("JSONata")},
                        {"StartAt", Value::string(task.name)},
                        {"States", Value::object({{task.name, state.finish()}})}});
}

}  // namespace

workflow::ServiceResult<engine::Outcome> carry_out_task(const asl::State& task, const engine::TaskCall& call,
                                                        const std::string& path, RunSettings settings,
                                                        runtime::Observer* observer, Notices& notices) {
  workflow::Definition definition =
      workflow::read_definition(path, machine_of(task, call), asl::WorkflowType::Standard);
  if (source::has_errors(definition.diagnostics))
    return workflow::invalid(std::move(definition), "the Task cannot be carried out by itself");
  std::erase_if(settings.workflow.bind, [&task](const auto& one) { return one.first != task.name; });
  settings.history.place = "none";
  PAWL_TRY(const workflow::Workflow workflow, workflow::bind(std::move(definition), path, settings.workflow));
  PAWL_CHECK(workflow::check_bound(workflow));
  std::random_device device;
  Launcher launcher(workflow, {.run = std::move(settings), .seed = device()}, notices);
  PAWL_TRY(PreparedRun run, launcher.prepare({.name = "eval"}, call.input));
  RunEnd end = carry_out(std::move(run), observer);
  PAWL_TRY(runtime::RunResult result, std::move(end.result));
  if (result.status == engine::Status::Succeeded) return engine::Outcome::succeeded(std::move(result.output));
  return engine::Outcome::failed(std::move(result.error));
}

}  // namespace pawl::runs
