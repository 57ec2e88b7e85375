#include "engine/context_object.h"

namespace pawl::engine {
namespace {

/// Map.Item.Source where a Map's items come from the state's data and not from an ItemReader.
constexpr std::string_view kStateData = "STATE_DATA";

}  // namespace

ExecutionContext make_execution_context(const ExecutionInfo& info, const Value& input) {
  ExecutionContext context;
  ObjectBuilder execution(7);
  execution.append("Id", Value::string(info.id));
  execution.append("Input", input);
  execution.append("StartTime", Value::string(format_timestamp(info.start_time)));
  execution.append("Name", Value::string(info.name));
  execution.append("RoleArn", Value::string(info.role_arn));
  if (info.type == asl::WorkflowType::Standard) {
    execution.append("RedriveCount", Value::integer(static_cast<int64_t>(info.redrives)));
    if (info.redrives > 0)
      execution.append("RedriveTime", Value::string(format_timestamp(info.redrive_time)));
  }
  context.execution = execution.finish();
  context.state_machine = Value::object(
      {{"Id", Value::string(info.state_machine_id)}, {"Name", Value::string(info.state_machine_name)}});
  context.overlay = info.context;
  return context;
}

Value make_context(const ExecutionContext& execution, const StateContext& context) {
  ObjectBuilder root(5);
  root.append("Execution", execution.execution);
  root.append("StateMachine", execution.state_machine);
  ObjectBuilder state(3);
  state.append("Name", Value::string(context.state->name));
  state.append("EnteredTime", Value::string(format_timestamp(context.entered_time)));
  if (context.state->type() == asl::StateType::Task)
    state.append("RetryCount", Value::integer(context.retry_count));
  root.append("State", state.finish());
  if (!context.token.empty()) root.append("Task", Value::object({{"Token", Value::string(context.token)}}));
  if (context.map_index) {
    ObjectBuilder item(4);
    item.append("Index", Value::integer(static_cast<int64_t>(*context.map_index)));
    if (context.map_key != nullptr) item.append("Key", *context.map_key);
    item.append("Value", *context.map_value);
    item.append("Source", Value::string(kStateData));
    root.append("Map", Value::object({{"Item", item.finish()}}));
  }
  for (const Member& member : execution.overlay.members()) root.set(member.key, member.value);
  return root.finish();
}

}  // namespace pawl::engine
