// One call of a Lambda function: what a Task asks of Lambda, and the answers and errors it gets, as Step
// Functions shows them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "asl/resource.h"
#include "asl/state_error.h"
#include "base/result.h"
#include "base/timestamp.h"
#include "tasks/runner.h"
#include "value/value.h"

namespace pawl::tasks {

/// Lambda's bounds on the JSON texts of a call, in bytes.
inline constexpr size_t kMostLambdaRequest = 6 << 20;
inline constexpr size_t kMostLambdaEvent = 1 << 20;  // with InvocationType Event
inline constexpr size_t kMostLambdaResponse = (6 << 20) + 100;

struct LambdaCall {
  enum class Type : uint8_t { RequestResponse, Event, DryRun } type = Type::RequestResponse;
  bool is_wrapped = false;     // answered with all members that lambda:invoke has, not with the payload alone
  bool is_sdk = false;         // aws-sdk:lambda:invoke: payloads are texts, a function's error is an answer
  std::string function;        // name
  std::string version;         // "$LATEST" or a number
  std::string arn;             // with the version or alias that was asked for
  std::string payload;         // JSON text
  std::string client_context;  // JSON text, one line; empty: none
  std::string request_id;
  std::string trace_id;
};

/// Whether a Resource calls the function that its parameters name: lambda:invoke, aws-sdk:lambda:invoke.
bool is_lambda_invoke(const asl::Resource& resource);

/// `default_name`: of the function, if the Task does not say it. Errors: Lambda's own about its parameters.
tl::expected<LambdaCall, asl::StateError> read_lambda_call(const TaskRequest& request,
                                                           std::string_view default_name);

/// The result of the Task. `payload`: the function's answer, null if there is none to wait for, `bytes` long
/// as text.
Value lambda_answer(const LambdaCall& call, Value payload, size_t bytes);

/// The answer to aws-sdk:lambda:invoke of a function that failed.
Value failed_answer(const LambdaCall& call, const asl::StateError& error);

/// The error of a function that reported `body`: {"errorType", "errorMessage", …}.
asl::StateError function_error(const LambdaCall& call, std::string_view body);
/// The error that Lambda itself reports of a function: `type` is Runtime.ExitError, Sandbox.Timedout …
asl::StateError lambda_error(std::string_view type, std::string_view message);
/// Now, whatever a run's clock shows.
Millis real_now();

/// "RequestId: … Error: Runtime exited with error: exit status 1", for a wait status.
std::string exit_text(const LambdaCall& call, int status);

}  // namespace pawl::tasks
