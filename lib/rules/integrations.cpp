// How services are called.
#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "rules/check.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

using asl::Resource;

struct Required {
  std::string_view resource;
  std::array<std::string_view, 4> parameters;  // "A|B": one of them
};

/// What the services cannot do without (AWS guide: the page of each integration).
constexpr std::array kRequired = {
    Required{"lambda:invoke", {"FunctionName"}},
    Required{"sqs:sendMessage", {"QueueUrl", "MessageBody"}},
    Required{"sns:publish", {"Message", "TopicArn|TargetArn|PhoneNumber"}},
    Required{"dynamodb:getItem", {"TableName", "Key"}},
    Required{"dynamodb:putItem", {"TableName", "Item"}},
    Required{"dynamodb:updateItem", {"TableName", "Key"}},
    Required{"dynamodb:deleteItem", {"TableName", "Key"}},
    Required{"states:startExecution", {"StateMachineArn"}},
    Required{"batch:submitJob", {"JobDefinition", "JobName", "JobQueue"}},
    Required{"ecs:runTask", {"TaskDefinition"}},
    Required{"events:putEvents", {"Entries"}},
    Required{"glue:startJobRun", {"JobName"}},
    Required{"databrew:startJobRun", {"Name"}},
    Required{"athena:startQueryExecution", {"QueryString"}},
    Required{"apigateway:invoke", {"ApiEndpoint", "Method"}},
    Required{"http:invoke", {"ApiEndpoint", "Method"}},
};

/// The names a Parameters or Arguments object gives; nullopt if it is computed as a whole.
std::optional<std::unordered_set<std::string_view>> names_given(const asl::Task& task) {
  std::unordered_set<std::string_view> names;
  if (!task.parameters) return names;
  const asl::TemplateNode& root = task.parameters->root;
  if (const auto* object = std::get_if<asl::TemplateNode::Object>(&root.content)) {
    for (const asl::TemplateMember& member : object->members) names.insert(member.key.as_string());
    return names;
  }
  const auto* literal = std::get_if<Value>(&root.content);
  if (literal == nullptr || !literal->is_object()) return std::nullopt;
  for (const Member& member : literal->members()) names.insert(member.key.as_string());
  return names;
}

bool is_given(std::string_view wanted, const std::unordered_set<std::string_view>& names) {
  while (!wanted.empty()) {
    const std::string_view one = wanted.substr(0, wanted.find('|'));
    if (names.contains(one)) return true;
    wanted.remove_prefix(std::min(wanted.size(), one.size() + 1));
  }
  return false;
}

void check_required(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (task.resource.kind != Resource::Kind::Service) return;
    const std::string_view action =
        std::string_view(task.resource.action).substr(0, task.resource.action.find('.'));
    for (const Required& row : kRequired) {
      if (row.resource != task.resource.resource_type + ":" + std::string(action)) continue;
      const auto names = names_given(task);
      if (!names) return;
      for (const std::string_view wanted : row.parameters) {
        if (wanted.empty() || is_given(wanted, *names)) continue;
        std::string shown(wanted);
        std::replace(shown.begin(), shown.end(), '|', '/');
        check.report(state, "Resource", task.resource_span,
                     std::string(row.resource) + " needs the parameter " + shown);
      }
    }
  });
}

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

void check_sdk_spelling(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (task.resource.kind != Resource::Kind::Service || !task.resource.resource_type.starts_with("aws-sdk:"))
      return;
    const std::string& action = task.resource.action;
    if (!action.empty() && is_upper(action.front())) {
      std::string right = action;
      right.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(right.front())));
      check.report(state, "Resource", task.resource_span,
                   "actions are written in camelCase here: " + source::shown(right));
    }
    const char* field = state.query_language == asl::QueryLanguage::JSONata ? "Arguments" : "Parameters";
    const source::Node* parameters = check.facts().find(state, field);
    if (parameters == nullptr) return;
    for (const source::NodeMember& member : parameters->members) {
      if (member.key.empty() || !is_lower(member.key.front())) continue;
      std::string right = member.key;
      right.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(right.front())));
      check.report(state, field, member.key_span,
                   "parameters of aws-sdk integrations are written in PascalCase: " + source::shown(right));
    }
  });
}

bool covers_transient(const asl::State& state) {
  return std::any_of(state.retry.begin(), state.retry.end(), [](const asl::Retrier& retrier) {
    return std::any_of(retrier.error_equals.begin(), retrier.error_equals.end(), [](const std::string& name) {
      return name == "States.ALL" || name == "States.TaskFailed" || name.starts_with("Lambda.") ||
             name.find("${") != std::string::npos;
    });
  });
}

void check_transient(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const bool is_lambda =
        task.resource.kind == Resource::Kind::Lambda ||
        (task.resource.kind == Resource::Kind::Service && task.resource.resource_type == "lambda" &&
         task.resource.action.starts_with("invoke"));
    if (!is_lambda || covers_transient(state)) return;
    check.report(state, "", quoted_name(state.name) + " does not retry when Lambda itself has a bad moment")
        .hint =
        "Retry for Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, "
        "Lambda.TooManyRequestsException";
  });
}

}  // namespace

const Rule kRequiredParameter{
    .id = "required-parameter",
    .kind = Rule::Kind::Advice,
    .severity = source::Severity::Warning,
    .summary = "a service gets the parameters it cannot do without",
    .help =
        "FunctionName for lambda:invoke, QueueUrl and MessageBody for sqs:sendMessage, TableName and Key for "
        "dynamodb:getItem … "
        "Without Parameters the task gets none of them: the state's input is not used for them.",
    .bad = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {MessageBody.$: $}
    End: true
)yaml",
    .good = R"yaml(StartAt: Send
States:
  Send:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl: "${QueueUrl}", MessageBody.$: $}
    End: true
)yaml",
    .check = check_required};

const Rule kSdkSpelling{.id = "sdk-spelling",
                        .kind = Rule::Kind::Advice,
                        .severity = source::Severity::Warning,
                        .summary = "aws-sdk actions are camelCase, their parameters PascalCase",
                        .help =
                            "In arn:aws:states:::aws-sdk:SERVICE:ACTION the action begins with a small "
                            "letter, and parameters with a capital one, also "
                            "where the service's own API writes them otherwise.",
                        .bad = R"yaml(StartAt: List
States:
  List:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:s3:ListObjectsV2
    Parameters: {bucket: photos}
    End: true
)yaml",
                        .good = R"yaml(StartAt: List
States:
  List:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:s3:listObjectsV2
    Parameters: {Bucket: photos}
    End: true
)yaml",
                        .check = check_sdk_spelling};

const Rule kLambdaTransient{.id = "lambda-transient-errors",
                            .kind = Rule::Kind::AwsAdvice,
                            .severity = source::Severity::Info,
                            .summary = "a Lambda task retries transient errors of the service",
                            .help =
                                "AWS's own advice: Lambda now and then answers with a server error or is "
                                "throttled, which has nothing to do with the "
                                "function. Functions should stand being called twice.",
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
                            .is_told_once = true};

}  // namespace pawl::rules
