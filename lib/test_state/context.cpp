#include "test_state/context.h"

#include <algorithm>
#include <array>

namespace pawl::test_state {
namespace {

constexpr std::string_view kArn = "arn:aws:states:us-east-1:123456789012:";

std::string arn(std::string_view kind, std::string_view name) {
  return std::string(kArn).append(kind).append(name);
}

/// Whether the state runs within a Map. Definitions bound their nesting, so this recursion is bounded.
bool is_in_map(const asl::Block& block, const asl::State& state, bool within) {
  for (const auto& one : block.states) {
    if (one.get() == &state) return within;
    if (const auto* map = std::get_if<asl::Map>(&one->kind)) {
      if (is_in_map(map->item_processor, state, true)) return true;
    } else if (const auto* parallel = std::get_if<asl::Parallel>(&one->kind)) {
      for (const asl::Block& branch : parallel->branches) {
        if (is_in_map(branch, state, within)) return true;
      }
    }
  }
  return false;
}

bool waits_for_token(const asl::State& state) {
  const auto* task = std::get_if<asl::Task>(&state.kind);
  return task != nullptr && task->resource.pattern == asl::Resource::Pattern::WaitForTaskToken;
}

}  // namespace

Value make_context(const StateTest& test, RandomSource& random) {
  if (!test.context.is_null()) return test.context;
  const std::string time = format_timestamp(test.now);
  ObjectBuilder state(3);
  state.append("Name", Value::string(test.state_name));
  state.append("EnteredTime", Value::string(time));
  if (test.mock || test.state.type() == asl::StateType::Task)
    state.append("RetryCount", Value::integer(test.configuration.retrier_retry_count.value_or(0)));
  ObjectBuilder context(5);
  context.append(
      "Execution",
      Value::object({{"Id", Value::string(arn("express:", test.machine_name + ":" + test.execution_name))},
                     {"Input", test.input},
                     {"Name", Value::string(test.execution_name)},
                     {"RoleArn", test.role_arn.empty() ? Value() : Value::string(test.role_arn)},
                     {"StartTime", Value::string(time)}}));
  context.append("StateMachine",
                 Value::object({{"Id", Value::string(arn("stateMachine:", test.machine_name))},
                                {"Name", Value::string(test.machine_name)}}));
  context.append("State", state.finish());
  if (waits_for_token(test.state))
    context.append("Task", Value::object({{"Token", Value::string(random_uuid(random))}}));
  Value made = context.finish();
  if (!is_in_map(test.machine.block, test.state, false)) return made;
  return with_item(made, {.value = test.input});
}

Value with_item(const Value& context, const engine::MapItem& item) {
  ObjectBuilder member(4);
  member.append("Index", Value::integer(static_cast<int64_t>(item.index)));
  const Value* inner = item.key != nullptr ? item.value.find("Value") : nullptr;
  if (item.key != nullptr) member.append("Key", *item.key);
  member.append("Value", inner != nullptr ? *inner : item.value);
  member.append("Source", Value::string(item.source));
  return context.with_member(Value::string("Map"), Value::object({{"Item", member.finish()}}));
}

OrException<void> check_context(const Value& context) {
  struct Part {
    std::string_view name;
    std::array<std::string_view, 7> members;
  };
  static constexpr Part kParts[] = {
      {"Execution", {"Id", "Input", "Name", "RedriveCount", "RedriveTime", "RoleArn", "StartTime"}},
      {"State", {"EnteredTime", "Name", "RetryCount"}},
      {"StateMachine", {"Id", "Name"}},
      {"Task", {"Token"}}};
  const auto wrong = [](const std::string& what) {
    return refuse("Invalid Context object provided: " + what);
  };
  const auto quoted = [](const Value& name) { return "'" + std::string(name.as_string()) + "'"; };
  if (!context.is_object()) return wrong("it must be a JSON object");
  for (const Member& member : context.members()) {
    if (member.key.as_string() == "Map")
      return wrong("'Map' field is not supported when mocking a Context object");
    const auto* part = std::ranges::find(kParts, member.key.as_string(), &Part::name);
    if (part == std::end(kParts)) return wrong("Field " + quoted(member.key) + " is not allowed");
    if (!member.value.is_object()) return wrong("Field " + quoted(member.key) + " must be an object");
    for (const Member& inner : member.value.members()) {
      if (inner.key.as_string().empty() ||
          std::ranges::find(part->members, inner.key.as_string()) == part->members.end())
        return wrong("Field " + quoted(inner.key) + " is not allowed");
    }
  }
  return {};
}

}  // namespace pawl::test_state
