#include "engine/context_object.h"

namespace pawl::engine {
namespace {

/// The member Map.
Value map_member(uint64_t index, const Value* key, const Value& value, Value source) {
  ObjectBuilder item(4);
  item.append("Index", Value::integer(static_cast<int64_t>(index)));
  if (key != nullptr) item.append("Key", *key);
  item.append("Value", value);
  item.append("Source", std::move(source));
  return Value::object({{"Item", item.finish()}});
}

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
    root.append("Map", map_member(*context.map_index, context.map_key, *context.map_value,
                                  Value::string(kStateData)));
  }
  for (const Member& member : execution.overlay.members()) root.set(member.key, member.value);
  return root.finish();
}

ItemContext::ItemContext(const ExecutionContext& execution, Value context)
    : context_(std::move(context)), is_fixed_(execution.overlay.find("Map") != nullptr) {}

Value ItemContext::of(const MapItem& item) {
  if (is_fixed_) return context_;
  if (!source_.is_string() || source_.as_string() != item.source) source_ = Value::string(item.source);
  const Value* value = item.key != nullptr ? item.value.find("Value") : nullptr;
  ObjectBuilder root(context_, 1);
  root.set("Map", map_member(item.index, item.key, value != nullptr ? *value : item.value, source_));
  return root.finish();
}

}  // namespace pawl::engine
