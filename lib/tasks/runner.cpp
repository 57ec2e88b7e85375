#include "tasks/runner.h"

#include <algorithm>

namespace pawl::tasks {

using engine::Outcome;

std::string attempt_name(const TaskRequest& request) {
  std::string name = request.execution;
  std::replace(name.begin(), name.end(), '/', '_');
  return name + "-" + std::to_string(request.scheduled);
}

void report_started(TaskSink& sink, const TaskRequest& request, Value detail) {
  sink.report(request.id, Outcome::started(std::move(detail)));
  const auto& task = std::get<asl::Task>(request.state->kind);
  if (task.resource.pattern != asl::Resource::Pattern::Sync) return;
  sink.report(request.id, {Outcome::Type::Submitted, {}, {}, {}});
}

Value wrap_lambda_answer(Value payload) {
  static thread_local const Value version = Value::string("$LATEST");
  return Value::object(
      {{"ExecutedVersion", version}, {"Payload", std::move(payload)}, {"StatusCode", Value::integer(200)}});
}

Value lambda_payload(const Value& input) {
  if (const Value* payload = input.find("Payload")) return *payload;
  return Value::empty_object();
}

}  // namespace pawl::tasks
