#include "tasks/aws_task.h"

#include <algorithm>
#include <utility>

#include "aws/integration_name.h"
#include "aws/optimized_integrations.h"
#include "base/utf8.h"
#include "tasks/aws_binding.h"
#include "tasks/aws_error.h"
#include "tasks/aws_fields.h"
#include "tasks/lambda_call.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using asl::Resource;
using asl::StateError;
using engine::Outcome;

AwsCall new_call(const AwsTask& task, std::string_view api, Value parameters) {
  AwsCall call = task.call;
  call.service = api.substr(0, api.find(':'));
  call.action = api.substr(api.find(':') + 1);
  call.parameters = std::move(parameters);
  call.token.clear();
  return call;
}

bool is_function_call(const AwsTask& task) { return task.service == "lambda" && task.action == "invoke"; }

/// What AWS adds to the parameters of a Task or changes in them.
Value start_parameters(const AwsTask& task, const std::string& token) {
  const Value& given = task.parameters;
  if (is_function_call(task)) {
    const Value* payload = given.find("Payload");
    if (payload != nullptr && task.resource_type == "lambda")
      return given.with_member(Value::string("Payload"), Value::string(to_json(*payload)));
  } else if (task.service == "states" && given.is_object() && given.find("Name") == nullptr) {
    return given.with_member(Value::string("Name"), Value::string(token));
  }
  return given;
}

Value with_metadata(const Value& output, const AwsAnswer& answer) {
  ObjectBuilder all;
  ObjectBuilder each;
  for (const Member& header : answer.headers.members()) {
    all.append(header.key, Value::array({header.value}));
    each.append(header.key, header.value);
  }
  ObjectBuilder result(output, 2);
  result.set("SdkHttpMetadata", Value::object({{"AllHttpHeaders", all.finish()},
                                               {"HttpHeaders", each.finish()},
                                               {"HttpStatusCode", Value::integer(answer.status)}}));
  result.set("SdkResponseMetadata", Value::object({{"RequestId", Value::string(answer.request_id)}}));
  return result.finish();
}

/// A member that is JSON text, as what it says.
Value with_json(const Value& object, std::string_view name) {
  const Value* text = object.find(name);
  if (text == nullptr || !text->is_string()) return object;
  auto parsed = parse_json(text->as_string());
  return parsed ? object.with_member(Value::string(name), std::move(*parsed)) : object;
}

tl::expected<Value, StateError> function_answer(const AwsTask& task, const AwsAnswer& answer) {
  const Value* text = answer.output.find("Payload");
  const std::string_view payload = text != nullptr && text->is_string() ? text->as_string() : "";
  if (answer.output.find("FunctionError") != nullptr)
    return tl::unexpected(function_error({.is_wrapped = !task.is_plain_function}, payload));
  Value output = with_json(answer.output, "Payload");
  if (!task.is_plain_function) return with_metadata(output, answer);
  const Value* result = output.find("Payload");
  return result != nullptr ? *result : Value();
}

/// ECS: a task that was stopped has failed if one of its containers did, or could not start.
bool has_failed_container(const Value& task) {
  const Value* code = task.find("StopCode");
  if (code != nullptr && code->is_string() && code->as_string() == "TaskFailedToStart") return true;
  const Value* containers = task.find("Containers");
  if (containers == nullptr) return false;
  const auto all = containers->items();
  return std::any_of(all.begin(), all.end(), [](const Value& container) {
    const Value* exit = container.find("ExitCode");
    return exit == nullptr || !exit->is_int64() || exit->as_int64() != 0;
  });
}

Outcome failed_with(const Value& described) {
  return Outcome::failed(
      {"States.TaskFailed", std::string(utf8::prefix(to_json(described), asl::kMostCause))});
}

}  // namespace

tl::expected<AwsTask, StateError> read_aws_task(const TaskRequest& request, std::string token) {
  const auto& binding = std::get<AwsBinding>(request.binding->target);
  const Resource& resource = std::get<asl::Task>(request.state->kind).resource;
  AwsTask task{.parameters = request.input};
  if (resource.kind == Resource::Kind::Lambda) {
    task.resource_type = task.service = "lambda";
    task.action = "invoke";
    task.is_plain_function = true;
    task.parameters =
        Value::object({{"FunctionName", Value::string(resource.text)}, {"Payload", request.input}});
  } else {
    const auto name = aws::IntegrationName::of(resource);
    if (!name) {
      return tl::unexpected(
          StateError{"States.Runtime", "The Resource " + resource.text + " is no action of an AWS service"});
    }
    task.resource_type = resource.resource_type;
    task.service = name->service;
    task.action = name->action;
    task.is_second_form = name->pattern == ".sync:2";
    if (!name->is_sdk && resource.pattern == Resource::Pattern::Sync)
      task.job = aws::find_job_integration(name->service, name->action);
    if (!name->is_sdk) task.call.names = AwsCall::Names::Api;
  }
  if (!task.parameters.is_object()) {
    return tl::unexpected(
        aws_error(task.resource_type, task.parameters,
                  {.kind = AwsError::Kind::Parameters, .message = "The parameters must be an object"}));
  }
  task.call.service = task.service;
  task.call.action = task.action;
  task.call.target = target_of(binding, task.service);
  const bool is_optimized = task.call.names == AwsCall::Names::Api;
  const auto* adapted = is_optimized ? aws::find_adapted_integration(task.service, task.action) : nullptr;
  if (adapted != nullptr && !adapted->api.empty()) {
    Value parameters =
        adapted->request.empty() ? task.parameters : make_request(adapted->request, Value(), task.parameters);
    task.call = new_call(task, adapted->api, std::move(parameters));
  } else {
    task.call.parameters = start_parameters(task, token);
  }
  task.call.token = std::move(token);
  return task;
}

tl::expected<Value, StateError> aws_answer(const AwsTask& task, AwsAnswer answer) {
  if (task.call.names == AwsCall::Names::Sdk && !task.is_plain_function) return std::move(answer.output);
  if (is_function_call(task)) return function_answer(task, answer);
  const auto* adapted = aws::find_adapted_integration(task.service, task.action);
  Value output = adapted != nullptr && !adapted->answer.empty()
                     ? make_request(adapted->answer, answer.output, Value())
                     : std::move(answer.output);
  if (task.service == "events") {
    const Value* failed = output.find("FailedEntryCount");
    if (failed != nullptr && failed->is_int64() && failed->as_int64() > 0)
      return tl::unexpected(StateError{"EventBridge.FailedEntry", to_json(output)});
  } else if (task.service == "bedrock") {
    output = with_json(output, "Body");
  } else if (task.service == "states") {
    constexpr double kMillisPerSecond = 1000;
    if (const Value* at = output.find("StartDate"); at != nullptr && at->is_number())
      output =
          output.with_member(Value::string("StartDate"), Value::real(at->as_double() / kMillisPerSecond));
  } else if (task.service == "ecs" && task.job != nullptr && find_field(output, "Tasks[0]") == nullptr) {
    return tl::unexpected(failed_with(output).error);  // it could not be placed, as Failures say
  }
  return has_sdk_metadata(task.resource_type) ? with_metadata(output, answer) : output;
}

AwsCall job_question(const AwsTask& task, const Value& started) {
  return new_call(task, task.job->describe, make_request(task.job->question, started, task.parameters));
}

std::optional<Outcome> job_end(const AwsTask& task, const AwsResult& answer) {
  const aws::JobIntegration& job = *task.job;
  if (!answer) {
    const AwsError& error = answer.error();
    const bool is_gone =
        error.code == "ResourceNotFoundException" || error.name == "ResourceNotFoundException";
    if (job.ends_gone && is_gone) return Outcome::succeeded(Value::empty_object());
    return Outcome::failed(aws_error(task.resource_type, task.parameters, error));
  }
  const Value* status = find_field(answer->output, job.status);
  if (status == nullptr || !status->is_string()) return std::nullopt;
  const bool has_failed = is_listed(status->as_string(), job.failed);
  if (!has_failed && !is_listed(status->as_string(), job.succeeded)) return std::nullopt;
  Value result = answer->output;
  if (job.result.find('=') != std::string_view::npos) {
    result = make_request(job.result, result, Value());
  } else if (const Value* part = find_field(answer->output, job.result)) {
    result = *part;
  }
  if (task.is_second_form) result = with_json(with_json(result, "Input"), "Output");
  if (has_failed || (task.service == "ecs" && has_failed_container(result))) return failed_with(result);
  return Outcome::succeeded(std::move(result));
}

std::optional<AwsCall> job_cancellation(const AwsTask& task, const Value& started) {
  if (task.job->cancel.empty()) return std::nullopt;
  return new_call(task, task.job->cancel, make_request(task.job->cancellation, started, task.parameters));
}

}  // namespace pawl::tasks
