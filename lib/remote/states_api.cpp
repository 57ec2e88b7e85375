#include "remote/states_api.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "history/details.h"

namespace pawl::remote {
namespace {

Value text(std::string_view value) { return Value::string(value); }

/// A member that every answer has. Errors: this one has not.
ApiResult<std::string> needed(const Value& answer, std::string_view member) {
  const std::string_view value = text_of(answer, member);
  if (!value.empty()) return std::string(value);
  return tl::unexpected(
      ApiError{"", fmt::format("the answer of the service lacks '{}': is it Step Functions' API?", member)});
}

ApiResult<RemoteMachine> machine_from(const Value& answer) {
  RemoteMachine machine;
  PAWL_TRY(machine.arn, needed(answer, "stateMachineArn"));
  PAWL_TRY(machine.definition, needed(answer, "definition"));
  machine.name = text_of(answer, "name");
  machine.role_arn = text_of(answer, "roleArn");
  return machine;
}

}  // namespace

Result<ExecutionArn> parse_execution_arn(const std::string& arn) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= arn.size();) {
    const size_t end = parts.size() < 7 ? std::min(arn.find(':', at), arn.size()) : arn.size();
    parts.push_back(arn.substr(at, end - at));
    at = end + 1;
  }
  const bool is_of_states = parts.size() == 8 && parts[0] == "arn" && parts[2] == "states";
  if (is_of_states && parts[5] == "express") {
    return fail(
        fmt::format("'{}' is an Express execution, whose history the API does not have; `pawl show FILE` "
                    "reads the events that `aws logs tail --format json` prints",
                    printable(arn)));
  }
  const bool is_whole = is_of_states && parts[5] == "execution" && !parts[6].empty() && !parts[7].empty();
  if (!is_whole) {
    return fail(
        fmt::format("'{}' is no ARN of an execution, such as "
                    "arn:aws:states:us-east-1:123456789012:execution:Order:order-7",
                    printable(arn)));
  }
  return ExecutionArn{.text = arn,
                      .region = parts[3],
                      .machine_arn = fmt::format("arn:{}:states:{}:{}:stateMachine:{}", parts[1], parts[3],
                                                 parts[4], parts[6]),
                      .machine = parts[6].substr(0, parts[6].find('/')),
                      .name = parts[7]};
}

ApiResult<std::optional<std::string>> StatesApi::find_machine(std::string_view name) {
  constexpr int kPage = 1000;
  std::string token;
  do {
    ObjectBuilder request;
    request.append("maxResults", Value::integer(kPage));
    if (!token.empty()) request.append("nextToken", text(token));
    PAWL_TRY(const Value answer, client_.call("ListStateMachines", request.finish()));
    if (const Value* machines = answer.find("stateMachines"); machines != nullptr && machines->is_array()) {
      for (const Value& machine : machines->items()) {
        if (text_of(machine, "name") == name) return std::string(text_of(machine, "stateMachineArn"));
      }
    }
    token = text_of(answer, "nextToken");
  } while (!token.empty());
  return std::nullopt;
}

ApiResult<RemoteMachine> StatesApi::machine(std::string_view arn) {
  PAWL_TRY(const Value answer,
           client_.call("DescribeStateMachine", Value::object({{"stateMachineArn", text(arn)}})));
  return machine_from(answer);
}

ApiResult<std::string> StatesApi::create_machine(const RemoteMachine& machine) {
  PAWL_TRY(const Value answer,
           client_.call("CreateStateMachine", Value::object({{"name", text(machine.name)},
                                                             {"definition", text(machine.definition)},
                                                             {"roleArn", text(machine.role_arn)},
                                                             {"type", text("STANDARD")}})));
  return needed(answer, "stateMachineArn");
}

ApiResult<void> StatesApi::update_machine(const RemoteMachine& machine) {
  PAWL_CHECK(client_.call("UpdateStateMachine", Value::object({{"stateMachineArn", text(machine.arn)},
                                                               {"definition", text(machine.definition)},
                                                               {"roleArn", text(machine.role_arn)}})));
  return {};
}

ApiResult<RemoteMachine> StatesApi::machine_of(std::string_view execution) {
  PAWL_TRY(const Value answer, client_.call("DescribeStateMachineForExecution",
                                            Value::object({{"executionArn", text(execution)}})));
  return machine_from(answer);
}

ApiResult<std::string> StatesApi::start(std::string_view machine, std::string_view name,
                                        std::string_view input) {
  PAWL_TRY(
      const Value answer,
      client_.call(
          "StartExecution",
          Value::object({{"stateMachineArn", text(machine)}, {"name", text(name)}, {"input", text(input)}})));
  return needed(answer, "executionArn");
}

ApiResult<void> StatesApi::stop(std::string_view execution, std::string_view error, std::string_view cause) {
  PAWL_CHECK(client_.call(
      "StopExecution",
      Value::object({{"executionArn", text(execution)}, {"error", text(error)}, {"cause", text(cause)}})));
  return {};
}

ApiResult<EventPage> StatesApi::events(std::string_view execution, std::string_view token, int size) {
  ObjectBuilder request;
  request.append("executionArn", text(execution));
  request.append("maxResults", Value::integer(size));
  if (!token.empty()) request.append("nextToken", text(token));
  PAWL_TRY(const Value answer, client_.call("GetExecutionHistory", request.finish()));
  EventPage page;
  page.next = text_of(answer, "nextToken");
  if (const Value* events = answer.find("events"); events != nullptr && events->is_array())
    page.events.assign(events->items().begin(), events->items().end());
  return page;
}

}  // namespace pawl::remote
