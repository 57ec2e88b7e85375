#include <algorithm>

#include "analysis/tasks_of.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

using asl::Resource;

bool covers_transient(const asl::State& state) {
  return std::any_of(state.retry.begin(), state.retry.end(), [](const asl::Retrier& retrier) {
    return std::any_of(retrier.error_equals.begin(), retrier.error_equals.end(), [](const std::string& name) {
      return name == "States.ALL" || name == "States.TaskFailed" || name.starts_with("Lambda.") ||
             name.find("${") != std::string::npos;
    });
  });
}

void check_transient(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const bool is_lambda =
        task.resource.kind == Resource::Kind::Lambda ||
        (task.resource.kind == Resource::Kind::Service && task.resource.resource_type == "lambda" &&
         task.resource.action.starts_with("invoke"));
    if (!is_lambda || covers_transient(state)) return;
    check.report(state, "", quoted_name(state.name) + " does not retry transient errors of Lambda").hint =
        "Retry for Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, "
        "Lambda.TooManyRequestsException";
  });
}

constexpr Rule kRules[] = {
    {.id = "lambda-transient-errors",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Info,
     .summary = "a Lambda task retries transient errors of the service",
     .help = "AWS's own advice: Lambda now and then answers with a server error or is throttled, which has "
             "nothing to do with the function. Functions should be idempotent.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: {FunctionName: "${Pay}", Payload.$: $}
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: {FunctionName: "${Pay}", Payload.$: $}
    Retry:
      - ErrorEquals:
          - Lambda.ServiceException
          - Lambda.AWSLambdaException
          - Lambda.SdkClientException
          - Lambda.TooManyRequestsException
        MaxAttempts: 6
    End: true
)yaml",
     .check = check_transient,
     .reports_once = true},
};

}  // namespace

std::span<const Rule> lambda_rules() { return kRules; }

}  // namespace pawl::rules
