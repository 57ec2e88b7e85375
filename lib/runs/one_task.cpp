#include "runs/one_task.h"

#include <random>
#include <vector>

#include "runs/launch.h"

namespace pawl::runs {
namespace {

/// Whether JSONPath's Parameters would take some of it for a path.
bool has_paths(const Value& parameters) {
  std::vector<Value> rest = {parameters};
  while (!rest.empty()) {
    const Value value = std::move(rest.back());
    rest.pop_back();
    for (const Value& item : value.items()) rest.push_back(item);
    for (const Member& member : value.members()) {
      if (member.key.as_string().ends_with(".$")) return true;
      rest.push_back(member.value);
    }
  }
  return false;
}

/// A machine of the Task alone, which gets its parameters as they are and gives its result as it is. The
/// parameters are written out, since bindings may ask for them.
Value machine_of(const asl::State& state, const engine::TaskCall& call) {
  const auto& task = std::get<asl::Task>(state.kind);
  ObjectBuilder alone;
  alone.append("Type", Value::string("Task"));
  alone.append("Resource", Value::string(task.resource.text));
  if (task.parameters && call.input.is_object() && !has_paths(call.input)) {
    alone.append("Parameters", call.input);
  } else if (task.parameters) {
    alone.append("QueryLanguage", Value::string("JSONata"));
    alone.append("Arguments", Value::string("{% $states.input %}"));
  }
  if (call.timeout > 0) alone.append("TimeoutSeconds", Value::integer(call.timeout));
  if (call.heartbeat > 0) alone.append("HeartbeatSeconds", Value::integer(call.heartbeat));
  alone.append("End", Value::boolean(true));
  return Value::object(
      {{"StartAt", Value::string(state.name)}, {"States", Value::object({{state.name, alone.finish()}})}});
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
