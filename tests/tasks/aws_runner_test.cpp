// Tasks of AWS services: what is sent, what results, jobs and errors look like.
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "support/aws_calls.h"
#include "support/http_server.h"
#include "support/task_harness.h"
#include "tasks/aws_runner.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;

namespace {

/// One service, which gives its answers in order and keeps what it was sent.
struct Service {
  explicit Service(std::deque<ServedResponse> all) : answers(std::move(all)) {}

  std::deque<ServedResponse> answers;
  std::vector<ServedRequest> requests;
  HttpServer server{[this](const ServedRequest& request) {
    requests.push_back(request);
    if (answers.empty()) return ServedResponse{.status = 500};
    ServedResponse next = std::move(answers.front());
    answers.pop_front();
    return next;
  }};
};

ServedResponse json_answer(std::string body, int status = 200) {
  return {.status = status, .body = std::move(body)};
}

ServedResponse function_error(std::string body) {
  return {.headers = {{"X-Amz-Function-Error", "Unhandled"}}, .body = std::move(body)};
}

tasks::BoundTasks aws_tasks() {
  tasks::BoundTasks tasks;
  tasks.environment = aws_environment();
  return tasks;
}

struct AwsTasks : TaskHarness {
  AwsTasks() : TaskHarness(tasks::make_aws_runner, aws_tasks()) {}
  ~AwsTasks() override {
    stop(tasks::Stop::Gently);
    CHECK(wait_until_idle());
  }

  /// The task's result, or its error and cause as "ERROR: CAUSE".
  std::string run(const Service& service, std::string_view resource, std::string_view input) {
    steps.clear();
    asl::State& state = states_.emplace_back();
    state.name = "Work";
    asl::Task task;
    task.resource = asl::Resource::parse(resource);
    state.kind = std::move(task);
    tasks::Binding& binding = bindings_.emplace_back();
    binding.directory = "/";
    binding.target = tasks::AwsBinding{.target = {.endpoint = service.server.url(), .region = "us-east-1"}};
    const tasks::TaskId id =
        start({.state = &state, .binding = &binding, .input = parse_json(input).value(), .execution = "e"});
    REQUIRE(wait_for(id));
    const Outcome& end = end_of(id);
    if (end.type == Outcome::Type::Succeeded) return to_json(end.output);
    return end.error.error.value_or("") + ": " + end.error.cause.value_or("");
  }
  /// What the job was submitted with.
  std::string submitted() const {
    const auto found = std::find_if(steps.begin(), steps.end(),
                                    [](const Outcome& one) { return one.type == Outcome::Type::Submitted; });
    return found == steps.end() ? "" : to_json(found->output);
  }

 private:
  std::deque<asl::State> states_;
  std::deque<tasks::Binding> bindings_;
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

constexpr std::string_view kFunction = "arn:aws:lambda:us-east-1:123456789012:function:price";

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("aws: Lambda functions, by their ARN, by lambda:invoke and by aws-sdk:lambda:invoke") {
    if (!has_botocore()) return;
    AwsTasks tasks;
    const std::string error = R"({"errorMessage":"no","errorType":"ValueError"})";
    Service lambda({json_answer("[1,2]"), json_answer("[1,2]"), json_answer("[1,2]"), function_error(error),
                    function_error(error)});
    CHECK(tasks.run(lambda, kFunction, R"({"a":1})") == "[1,2]");
    CHECK(lambda.requests[0].body == R"({"a":1})");
    CHECK(has(lambda.requests[0].target, "function%3Aprice/invocations"));
    const std::string invoked =
        tasks.run(lambda, "arn:aws:states:::lambda:invoke", R"({"FunctionName":"f","Payload":"text"})");
    CHECK(lambda.requests[1].body == "\"text\"");
    CHECK(has(invoked, R"("Payload":[1,2],"SdkHttpMetadata":{"AllHttpHeaders":)"));
    CHECK(has(invoked, R"("StatusCode":200)"));
    CHECK(tasks.run(lambda, "arn:aws:states:::aws-sdk:lambda:invoke",
                    R"({"FunctionName":"f","Payload":{}})") == R"({"StatusCode":200,"Payload":"[1,2]"})");
    CHECK(tasks.run(lambda, kFunction, "{}") == "ValueError: " + error);
    CHECK(has(tasks.run(lambda, "arn:aws:states:::aws-sdk:lambda:invoke", R"({"FunctionName":"f"})"),
              R"("FunctionError":"Unhandled")"));
  }

  TEST_CASE("aws: an execution that is waited for; .sync:2 has its output as JSON") {
    if (!has_botocore()) return;
    AwsTasks tasks;
    const std::string started = R"({"executionArn":"arn:e","startDate":1.5})";
    const std::string runs = R"({"status":"RUNNING"})";
    const auto ended = [](const std::string& status) {
      return json_answer(R"({"executionArn":"arn:e","status":")" + status +
                         R"(","startDate":1.5,"input":"{}","output":"[5]"})");
    };
    Service sfn({json_answer(started), json_answer(runs), ended("SUCCEEDED"), json_answer(started),
                 ended("SUCCEEDED"), json_answer(started), ended("ABORTED")});
    const std::string input = R"({"StateMachineArn":"arn:m","Input":{"n":1}})";
    CHECK(tasks.run(sfn, "arn:aws:states:::states:startExecution.sync:2", input) ==
          R"({"ExecutionArn":"arn:e","Input":{},"Output":[5],"StartDate":1500,"Status":"SUCCEEDED"})");
    CHECK(has(tasks.submitted(), R"("ExecutionArn":"arn:e")"));
    CHECK(has(tasks.submitted(), R"("StartDate":1.5)"));
    const auto sent = parse_json(sfn.requests[0].body).value();
    CHECK(sent.find("input")->as_string() == R"({"n":1})");
    CHECK(sent.find("name")->as_string().size() == 36);  // the same when a killed run starts it again
    CHECK(has(tasks.run(sfn, "arn:aws:states:::states:startExecution.sync", input), R"("Output":"[5]")"));
    CHECK(has(tasks.run(sfn, "arn:aws:states:::states:startExecution.sync", input),
              R"(States.TaskFailed: {"ExecutionArn":"arn:e","Input":"{}","Output":"[5]",)"));
  }

  TEST_CASE("aws: jobs that have failed by what they describe, and resources that are gone") {
    if (!has_botocore()) return;
    AwsTasks tasks;
    Service ecs({json_answer(R"({"tasks":[{"taskArn":"arn:t"}],"failures":[]})"),
                 json_answer(R"({"tasks":[{"taskArn":"arn:t","lastStatus":"STOPPED",)"
                             R"("containers":[{"name":"a","exitCode":0},{"name":"b","exitCode":3}]}]})"),
                 json_answer(R"({"tasks":[],"failures":[{"reason":"RESOURCE:MEMORY"}]})")});
    const std::string run_task = R"({"Cluster":"c","TaskDefinition":"d"})";
    CHECK(has(tasks.run(ecs, "arn:aws:states:::ecs:runTask.sync", run_task),
              R"(States.TaskFailed: {"Containers":[{"ExitCode":0,"Name":"a"},{"ExitCode":3,)"));
    CHECK(ecs.requests[1].body == R"({"cluster": "c", "tasks": ["arn:t"]})");
    CHECK(has(tasks.run(ecs, "arn:aws:states:::ecs:runTask.sync", run_task), "RESOURCE:MEMORY"));

    ServedResponse gone = json_answer(R"({"message":"No cluster found"})", 404);
    gone.headers.emplace_back("x-amzn-ErrorType", "ResourceNotFoundException");
    Service eks({json_answer(R"({"cluster":{"name":"c","status":"DELETING"}})"), gone});
    CHECK(tasks.run(eks, "arn:aws:states:::eks:deleteCluster.sync", R"({"Name":"c"})") == "{}");
  }

  TEST_CASE("aws: integrations that AWS changes on their way: events, EMR, Bedrock") {
    if (!has_botocore()) return;
    AwsTasks tasks;
    Service events({json_answer(R"({"Entries":[{"ErrorCode":"MalformedDetail"}],"FailedEntryCount":1})")});
    CHECK(tasks.run(events, "arn:aws:states:::events:putEvents", R"({"Entries":[{"Detail":{"a":1}}]})") ==
          R"(EventBridge.FailedEntry: {"Entries":[{"ErrorCode":"MalformedDetail"}],"FailedEntryCount":1})");
    CHECK(has(events.requests[0].body, R"("Detail": "{\"a\":1}")"));

    Service emr({json_answer(R"({"StepIds":["s-1"]})"),
                 json_answer(R"({"Step":{"Id":"s-1","Status":{"State":"COMPLETED"}}})")});
    CHECK(tasks.run(emr, "arn:aws:states:::elasticmapreduce:addStep.sync",
                    R"({"ClusterId":"j-1","Step":{"Name":"n"}})") ==
          R"({"Step":{"Id":"s-1","Status":{"State":"COMPLETED"}}})");
    CHECK(emr.requests[0].body == R"({"JobFlowId": "j-1", "Steps": [{"Name": "n"}]})");

    Service bedrock({json_answer(R"({"text":"hi"})")});
    CHECK(has(tasks.run(bedrock, "arn:aws:states:::bedrock:invokeModel", R"({"ModelId":"m","Body":{"q":1}})"),
              R"("Body":{"text":"hi"})"));
    CHECK(bedrock.requests[0].body == R"({"q":1})");
  }

  TEST_CASE("aws: errors by both kinds of integrations; parameters that do not suit the action") {
    if (!has_botocore()) return;
    AwsTasks tasks;
    const auto refused = json_answer(R"({"__type":"SomethingElse","message":"no"})", 400);
    Service dynamo({refused, refused});
    CHECK(tasks.run(dynamo, "arn:aws:states:::dynamodb:getItem", R"({"TableName":"t","Key":{}})") ==
          "DynamoDB.AmazonDynamoDBException: no (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: "
          "SomethingElse; Request ID: ; Proxy: null)");
    CHECK(tasks.run(dynamo, "arn:aws:states:::aws-sdk:dynamodb:getItem", R"({"TableName":"t","Key":{}})") ==
          "DynamoDb.DynamoDbException: no (Service: DynamoDb, Status Code: 400, Request ID: ) (SDK Attempt "
          "Count: 1)");
    CHECK(tasks.run(dynamo, "arn:aws:states:::dynamodb:getItem", R"({"Table":"t"})") ==
          R"(States.Runtime: The Parameters '{"Table":"t"}' could not be used to start the Task: )"
          "[The field 'Table' is not supported by Step Functions]");
    CHECK(has(tasks.run(dynamo, "arn:aws:states:::dynamodb:getItem", "[]"), "must be an object"));
  }
}
