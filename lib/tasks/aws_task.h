// AwsTask: what a Task asks of an AWS service, how Step Functions shows the answer, and the job that it may
// have to wait for.
#pragma once
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "asl/state_error.h"
#include "aws/job_integrations.h"
#include "engine/command.h"
#include "tasks/aws_call.h"
#include "tasks/runner.h"

namespace pawl::tasks {

struct AwsTask {
  std::string resource_type;                 // as events show it; "lambda" for the ARN of a function
  std::string service;                       // without "aws-sdk:"
  std::string action;                        // without its pattern
  Value parameters;                          // as the Task has them
  AwsCall call;                              // that starts it
  const aws::JobIntegration* job = nullptr;  // of .sync; null: the answer to the call is the result
  bool is_second_form = false;               // .sync:2: the output of an execution as JSON
  bool is_plain_function = false;            // the ARN of a function: the result is its payload alone
};

/// `token` names the attempt for the service. Errors: States.Runtime.
tl::expected<AwsTask, asl::StateError> read_aws_task(const TaskRequest& request, std::string token);

/// The answer to the call as the result of the Task, or as what its job was submitted with.
tl::expected<Value, asl::StateError> aws_answer(const AwsTask& task, AwsAnswer answer);

// --- Jobs. `started` is the answer with which one was submitted.

/// Asks what has become of it.
AwsCall job_question(const AwsTask& task, const Value& started);
/// nullopt: it still runs.
std::optional<engine::Outcome> job_end(const AwsTask& task, const AwsResult& answer);
/// Stops it; nullopt: nothing does.
std::optional<AwsCall> job_cancellation(const AwsTask& task, const Value& started);

}  // namespace pawl::tasks
