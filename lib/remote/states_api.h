// StatesApi: the actions of Step Functions' API that pawl uses.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "remote/api_client.h"

namespace pawl::remote {

/// "arn:aws:states:us-east-1:123456789012:execution:Order:order-7", in its parts.
struct ExecutionArn {
  std::string text;
  std::string region;
  std::string machine_arn;  // of a Distributed Map's child: "…:stateMachine:Order/Label"
  std::string machine;      // "Order"
  std::string name;         // "order-7"
};
/// Errors: it is no ARN of an execution, or one of an Express execution, whose history only CloudWatch Logs
/// has.
Result<ExecutionArn> parse_execution_arn(const std::string& text);

/// A state machine as the service has it, or as one execution runs it.
struct RemoteMachine {
  std::string arn;
  std::string name;
  std::string definition;  // JSON text
  std::string role_arn;
};

struct EventPage {
  std::vector<Value> events;  // in ascending order of their ids
  std::string next;           // the token of the next page; empty: this is the last one so far
};

class StatesApi {
 public:
  explicit StatesApi(ApiClient& client) : client_(client) {}
  [[nodiscard]] ApiClient& client() { return client_; }

  /// The ARN of the state machine of this name; nullopt: there is none.
  ApiResult<std::optional<std::string>> find_machine(std::string_view name);
  ApiResult<RemoteMachine> machine(std::string_view arn);
  /// Returns the ARN.
  ApiResult<std::string> create_machine(const RemoteMachine& machine);
  ApiResult<void> update_machine(const RemoteMachine& machine);
  /// The machine that an execution runs.
  ApiResult<RemoteMachine> machine_of(std::string_view execution);

  /// Returns the execution's ARN. The same call again while it runs gives the same execution.
  ApiResult<std::string> start(std::string_view machine, std::string_view name, std::string_view input);
  ApiResult<void> stop(std::string_view execution, std::string_view error, std::string_view cause);
  /// `token` names the page; empty: the first one. `size`: most events in it, the same for all pages.
  ApiResult<EventPage> events(std::string_view execution, std::string_view token, int size);

 private:
  ApiClient& client_;
};

}  // namespace pawl::remote
