// Spec: "Task State".
#include "engine/data_flow.h"
#include "engine/states.h"
#include "value/dump.h"

namespace pawl::engine {
namespace {

/// TimeoutSeconds and HeartbeatSeconds, in seconds; 0 where absent.
Evaluated<int64_t> positive_seconds(Frame& frame, const asl::DynamicField& field, const Value& input,
                                    std::string_view name) {
  auto value = field_value(frame, field, input, Wanted::Number, name);
  if (!value) return failed(std::move(value.error()));
  if (value->value.is_null() && value->path.empty()) return 0;
  const auto refuse = [&](const std::string& why) {
    const std::string shown = to_json(value->value);
    if (!value->location.empty()) {
      return failed(
          frame.query_failure("The " + std::string(name) + " field " + why + ": " + shown, value->location));
    }
    return failed(frame.runtime_failure("The " + std::string(name) + "Path parameter " + why + ": " +
                                        value->path + " == " + shown));
  };
  if (!value->value.is_int64()) return refuse("cannot be parsed as a long value");
  if (value->value.as_int64() <= 0) return refuse("does not reference a positive value");
  return value->value.as_int64();
}

}  // namespace

Step enter(Frame& frame, const asl::Task& task) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  TaskCall call;
  auto timeout = positive_seconds(frame, task.timeout_seconds, *input, "TimeoutSeconds");
  if (!timeout) return std::move(timeout.error());
  call.timeout = *timeout;
  auto heartbeat = positive_seconds(frame, task.heartbeat_seconds, *input, "HeartbeatSeconds");
  if (!heartbeat) return std::move(heartbeat.error());
  call.heartbeat = *heartbeat;
  auto parameters = evaluate_or(frame, task.parameters, *input, "Parameters");
  if (!parameters) return std::move(parameters.error());
  call.input = std::move(*parameters);
  const bool is_service = task.resource.kind == asl::Resource::Kind::Service;
  call.parameters = is_service && !task.parameters ? Value::empty_object() : call.input;
  if (FailurePtr failure = frame.check_size(call.input, "provided parameters")) return failure;
  if (task.credentials) {
    auto credentials =
        frame.observed("Credentials", evaluate(frame, *task.credentials, *input, "Credentials"));
    if (!credentials) return std::move(credentials.error());
    if (const Value* role = credentials->find("RoleArn"); role != nullptr && role->is_string())
      call.role = role->as_string();
  }
  return call;
}

}  // namespace pawl::engine
