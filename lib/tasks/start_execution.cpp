#include "tasks/start_execution.h"

#include <algorithm>
#include <utility>

#include "aws/name.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "tasks/machine_binding.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using asl::StateError;

constexpr std::string_view kOwnAccount = "arn:aws:states:us-east-1:123456789012:stateMachine:";
constexpr std::string_view kKind = ":stateMachine:";

bool is_sdk(StartForm form) { return form == StartForm::SdkStart || form == StartForm::SdkSync; }

bool is_good_name(std::string_view name) {
  const size_t length = utf8::count(name);
  return length > 0 && length <= aws::kLongestName &&
         std::none_of(name.begin(), name.end(), aws::is_forbidden_in_names);
}

Value text(std::string_view t) { return Value::string(t); }

Value included() { return Value::object({{"Included", Value::boolean(true)}}); }

/// Names the request that started an execution.
std::string request_id(const DescribedExecution& execution) {
  return uuid_of("request " + execution.arns.execution);
}

/// DescribeExecution's form of a time.
Value millis(Millis at) { return Value::integer(at); }

bool has_succeeded(const DescribedExecution& execution) { return execution.status == "SUCCEEDED"; }

/// Members in the order of AWS's records.
Value described(StartForm form, const DescribedExecution& execution) {
  const bool is_json = form == StartForm::Sync2;
  const bool is_good = has_succeeded(execution);
  ObjectBuilder out;
  if (execution.error.cause) out.append("Cause", text(*execution.error.cause));
  if (execution.error.error) out.append("Error", text(*execution.error.error));
  out.append("ExecutionArn", text(execution.arns.execution));
  out.append("Input",
             is_json && is_good ? parse_json(execution.input).value_or(Value()) : text(execution.input));
  out.append("InputDetails", included());
  out.append("Name", text(execution.name));
  if (is_good) {
    out.append("Output", is_json ? execution.output : text(to_json(execution.output)));
    out.append("OutputDetails", included());
  }
  out.append("RedriveCount", Value::integer(0));
  out.append("RedriveStatus", text(is_good ? "NOT_REDRIVABLE" : "REDRIVABLE"));
  if (is_good) out.append("RedriveStatusReason", text("Execution is SUCCEEDED and cannot be redriven"));
  out.append("StartDate", millis(execution.started));
  out.append("StateMachineArn", text(execution.arns.machine));
  out.append("Status", text(execution.status));
  out.append("StopDate", millis(execution.stopped));
  return out.finish();
}

/// The answer of StartSyncExecution.
Value synchronous(const DescribedExecution& execution) {
  constexpr Millis kBilledStep = 100;
  constexpr int64_t kBilledMemory = 64;
  const Millis took = std::max<Millis>(execution.stopped - execution.started, 1);
  const Millis billed = (took + kBilledStep - 1) / kBilledStep * kBilledStep;
  ObjectBuilder out;
  out.append("BillingDetails", Value::object({{"BilledDurationInMilliseconds", Value::integer(billed)},
                                              {"BilledMemoryUsedInMB", Value::integer(kBilledMemory)}}));
  if (execution.error.cause) out.append("Cause", text(*execution.error.cause));
  if (execution.error.error) out.append("Error", text(*execution.error.error));
  out.append("ExecutionArn", text(execution.arns.execution));
  out.append("Input", text(execution.input));
  out.append("InputDetails", included());
  out.append("Name", text(execution.name));
  if (has_succeeded(execution)) {
    out.append("Output", text(to_json(execution.output)));
    out.append("OutputDetails", included());
  }
  out.append("StartDate", text(format_timestamp(execution.started)));
  out.append("StateMachineArn", text(execution.arns.machine));
  out.append("Status", text(execution.status));
  out.append("StopDate", text(format_timestamp(execution.stopped)));
  return out.finish();
}

}  // namespace

std::optional<StartForm> start_form(const asl::Resource& resource) {
  if (resource.resource_type == "states") {
    if (resource.action == "startExecution" || resource.action == "startExecution.waitForTaskToken")
      return StartForm::Start;
    if (resource.action == "startExecution.sync") return StartForm::Sync;
    if (resource.action == "startExecution.sync:2") return StartForm::Sync2;
  } else if (resource.resource_type == "aws-sdk:sfn") {
    if (resource.action == "startExecution" || resource.action == "startExecution.waitForTaskToken")
      return StartForm::SdkStart;
    if (resource.action == "startSyncExecution") return StartForm::SdkSync;
  }
  return std::nullopt;
}

StateError start_error(StartForm form, std::string_view what, std::string_view message) {
  const std::string code(what);
  const std::string id = uuid_of(message);
  if (is_sdk(form)) {
    return {"Sfn." + code + "Exception", std::string(message) +
                                             " (Service: Sfn, Status Code: 400, Request ID: " + id +
                                             ") (SDK Attempt Count: 1)"};
  }
  return {"StepFunctions." + code + "Exception",
          std::string(message) + " (Service: AWSStepFunctions; Status Code: 400; Error Code: " + code +
              "; Request ID: " + id + "; Proxy: null)"};
}

tl::expected<StartRequest, StateError> read_start_request(StartForm form, const Value& parameters) {
  const auto refuse = [form](std::string_view what, const std::string& message) {
    return tl::unexpected(start_error(form, what, message));
  };
  StartRequest request;
  const Value* machine = parameters.find("StateMachineArn");
  if (machine == nullptr || !machine->is_string() || machine->as_string().empty())
    return refuse("Validation", "StateMachineArn must be the ARN of a state machine");
  request.machine = machine->as_string();
  if (const Value* name = parameters.find("Name")) {
    if (!name->is_string() || !is_good_name(name->as_string()))
      return refuse("InvalidName", "Invalid Name: '" + to_text(*name) + "'");
    request.name = name->as_string();
  }
  const Value* input = parameters.find("Input");
  // Null is no input, as AWS records it.
  request.data = input == nullptr || input->is_null() ? Value::empty_object() : *input;
  request.input = to_text(request.data);
  if (request.data.is_string()) {
    auto data = parse_json(request.input);
    if (!data)
      return refuse("InvalidExecutionInput",
                    "Invalid State Machine Execution Input: '" + data.error().message + "'");
    request.data = std::move(*data);
  }
  return request;
}

ExecutionArns execution_arns(std::string_view machine, std::string_view name, std::string_view express_id) {
  const bool is_arn = machine.find(kKind) != std::string_view::npos;
  ExecutionArns arns{is_arn ? std::string(machine) : std::string(kOwnAccount).append(machine), {}};
  arns.execution = arns.machine.substr(0, arns.machine.find(kKind));
  arns.execution += express_id.empty() ? ":execution:" : ":express:";
  arns.execution += name_of_machine(arns.machine);
  arns.execution.append(":").append(name);
  if (!express_id.empty()) arns.execution.append(":").append(express_id);
  return arns;
}

std::string uuid_of(std::string_view text) {
  std::string hex = *digest(text, "SHA-256");
  hex[12] = '4';  // version and variant of a random UUID
  hex[16] = "89ab"[static_cast<size_t>(hex[16]) & 3];
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20, 12);
}

Value started_answer(StartForm form, const DescribedExecution& execution) {
  const Value arn = text(execution.arns.execution);
  if (is_sdk(form))
    return Value::object({{"ExecutionArn", arn}, {"StartDate", text(format_timestamp(execution.started))}});
  const Value id = text(request_id(execution));
  const Value type = text("application/x-amz-json-1.0");
  constexpr double kMillisPerSecond = 1000;
  return Value::object(
      {{"ExecutionArn", arn},
       {"SdkHttpMetadata",
        Value::object({{"AllHttpHeaders", Value::object({{"x-amzn-RequestId", Value::array({id})},
                                                         {"Content-Type", Value::array({type})}})},
                       {"HttpHeaders", Value::object({{"Content-Type", type}, {"x-amzn-RequestId", id}})},
                       {"HttpStatusCode", Value::integer(200)}})},
       {"SdkResponseMetadata", Value::object({{"RequestId", id}})},
       {"StartDate", Value::real(static_cast<double>(execution.started) / kMillisPerSecond)}});
}

engine::Outcome end_of_task(StartForm form, const DescribedExecution& execution) {
  using engine::Outcome;
  if (form == StartForm::SdkSync) return Outcome::succeeded(synchronous(execution));
  Value answer = described(form, execution);
  if (has_succeeded(execution)) return Outcome::succeeded(std::move(answer));
  // Causes hold causes where executions start each other.
  return Outcome::failed({"States.TaskFailed", std::string(utf8::prefix(to_json(answer), asl::kMostCause))});
}

}  // namespace pawl::tasks
