#include "tasks/start_execution.h"

#include <doctest/doctest.h>

#include <string>

#include "tasks/config.h"
#include "tasks/machine_binding.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::tasks;

namespace {

constexpr StartForm kForms[] = {StartForm::Start, StartForm::Sync, StartForm::Sync2, StartForm::SdkStart,
                                StartForm::SdkSync};

tl::expected<StartRequest, asl::StateError> request(std::string_view parameters,
                                                    StartForm form = StartForm::Start) {
  return read_start_request(form, *parse_json(parameters));
}

std::string refused(std::string_view parameters, StartForm form = StartForm::Start) {
  const auto read = request(parameters, form);
  return read ? "accepted" : *read.error().error;
}

DescribedExecution done() {
  return {.arns = execution_arns("arn:aws:states:eu-west-1:1:stateMachine:m", "n", ""),
          .name = "n",
          .input = R"({"k": 1})",
          .status = "SUCCEEDED",
          .output = *parse_json("[1]"),
          .error = {},
          .started = 1'790'676'767'025,
          .stopped = 1'790'676'767'071};
}

DescribedExecution failed(asl::StateError error) {
  DescribedExecution execution = done();
  execution.status = "FAILED";
  execution.output = {};
  execution.error = std::move(error);
  return execution;
}

std::string keys_of(const Value& object) {
  std::string keys;
  for (const Member& member : object.members())
    keys += (keys.empty() ? "" : " ") + std::string(member.key.as_string());
  return keys;
}

ConfigResult yaml(const std::string& text) {
  return read_config("/conf/pawl.yaml", text, source::Format::Yaml);
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("which Resources start executions") {
    const auto form = [](std::string_view resource) { return start_form(asl::Resource::parse(resource)); };
    CHECK(form("arn:aws:states:::states:startExecution") == StartForm::Start);
    CHECK(form("arn:aws:states:::states:startExecution.sync") == StartForm::Sync);
    CHECK(form("arn:aws:states:::states:startExecution.sync:2") == StartForm::Sync2);
    CHECK(form("arn:aws:states:::aws-sdk:sfn:startExecution") == StartForm::SdkStart);
    CHECK(form("arn:aws:states:::aws-sdk:sfn:startSyncExecution") == StartForm::SdkSync);
    CHECK(form("arn:aws:states:::states:startExecution.waitForTaskToken") == StartForm::Start);
    CHECK(form("arn:aws:states:::aws-sdk:sfn:stopExecution") == std::nullopt);
    CHECK(form("arn:aws:states:::lambda:invoke") == std::nullopt);
    CHECK(form("exec:startExecution") == std::nullopt);
  }

  TEST_CASE("what parameters ask for: input as JSON or as text of JSON, a name or none") {
    const auto object = request(R"({"StateMachineArn":"m","Input":{"a":[1]},"Name":"n-1"})");
    REQUIRE(object);
    CHECK(object->machine == "m");
    CHECK(object->input == R"({"a":[1]})");
    CHECK(object->name == "n-1");
    const auto text = request(R"({"StateMachineArn":"m","Input":"{\"a\": 1}"})");
    REQUIRE(text);
    CHECK(text->input == R"({"a": 1})");
    CHECK(to_json(text->data) == R"({"a":1})");
    CHECK_FALSE(text->name.has_value());
    for (const char* none : {R"({"StateMachineArn":"m"})", R"({"StateMachineArn":"m","Input":null})"})
      CHECK(request(none)->input == "{}");
    CHECK(request(R"({"StateMachineArn":"m","Input":7})")->input == "7");
  }

  TEST_CASE("what cannot be asked for fails with AWS's errors, by the integration's name") {
    CHECK(refused("{}") == "StepFunctions.ValidationException");
    CHECK(refused(R"({"StateMachineArn":7})", StartForm::SdkStart) == "Sfn.ValidationException");
    CHECK(refused(R"({"StateMachineArn":"m","Input":"not json"})") ==
          "StepFunctions.InvalidExecutionInputException");
    for (const std::string& name :
         {std::string(), std::string("a b"), std::string("a/b"), std::string("a:b"), std::string(81, 'x')}) {
      CHECK(refused(R"({"StateMachineArn":"m","Name":")" + name + "\"}") ==
            "StepFunctions.InvalidNameException");
    }
    CHECK(refused(R"({"StateMachineArn":"m","Name":{}})", StartForm::SdkSync) == "Sfn.InvalidNameException");
    CHECK(refused(R"({"StateMachineArn":"m","Name":")" + std::string(80, 'x') + "\"}") == "accepted");

    const auto optimized =
        start_error(StartForm::Sync, "StateMachineDoesNotExist", "State Machine Does Not Exist: 'm'");
    CHECK(optimized.error == "StepFunctions.StateMachineDoesNotExistException");
    CHECK(optimized.cause->starts_with(
        "State Machine Does Not Exist: 'm' (Service: AWSStepFunctions; Status Code: "
        "400; Error Code: StateMachineDoesNotExist; Request ID: "));
    CHECK(start_error(StartForm::SdkSync, "X", "y").error == "Sfn.XException");
  }

  TEST_CASE("ARNs of executions: those of the machine's account and region, of versions and aliases too") {
    CHECK(execution_arns("arn:aws:states:eu-west-1:1:stateMachine:m", "n", "").execution ==
          "arn:aws:states:eu-west-1:1:execution:m:n");
    CHECK(execution_arns("arn:aws:states:eu-west-1:1:stateMachine:m:PROD", "n", "").execution ==
          "arn:aws:states:eu-west-1:1:execution:m:n");
    const ExecutionArns express = execution_arns("m", "n", "id");
    CHECK(express.machine == "arn:aws:states:us-east-1:123456789012:stateMachine:m");
    CHECK(express.execution == "arn:aws:states:us-east-1:123456789012:express:m:n:id");
    const std::string uuid = uuid_of("a");
    CHECK(uuid == uuid_of("a"));
    CHECK(uuid != uuid_of("b"));
    REQUIRE(uuid.size() == 36);
    CHECK(uuid[14] == '4');
  }

  TEST_CASE("answers to a start: members as AWS has them") {
    CHECK(keys_of(started_answer(StartForm::Start, done())) ==
          "ExecutionArn SdkHttpMetadata SdkResponseMetadata StartDate");
    CHECK(
        to_json(started_answer(StartForm::SdkStart, done())) ==
        R"({"ExecutionArn":"arn:aws:states:eu-west-1:1:execution:m:n","StartDate":"2026-09-29T10:12:47.025Z"})");
  }

  TEST_CASE("the end of an execution that is waited for: .sync has text, .sync:2 has JSON") {
    const Value text = end_of_task(StartForm::Sync, done()).output;
    CHECK(keys_of(text) ==
          "ExecutionArn Input InputDetails Name Output OutputDetails RedriveCount RedriveStatus "
          "RedriveStatusReason StartDate StateMachineArn Status StopDate");
    CHECK(text.find("Input")->as_string() == R"({"k": 1})");
    CHECK(text.find("Output")->as_string() == "[1]");
    CHECK(text.find("StartDate")->as_int64() == 1'790'676'767'025);
    const Value json = end_of_task(StartForm::Sync2, done()).output;
    CHECK(keys_of(json) == keys_of(text));
    CHECK(to_json(*json.find("Input")) == R"({"k":1})");
    CHECK(to_json(*json.find("Output")) == "[1]");
  }

  TEST_CASE("an execution that does not succeed is States.TaskFailed, with its description as the cause") {
    for (const StartForm form : {StartForm::Sync, StartForm::Sync2}) {
      const engine::Outcome outcome = end_of_task(form, failed({"Boom", "why"}));
      CHECK(outcome.type == engine::Outcome::Type::Failed);
      CHECK(outcome.error.error == "States.TaskFailed");
      const Value cause = parse_json(*outcome.error.cause).value();
      CHECK(keys_of(cause) ==
            "Cause Error ExecutionArn Input InputDetails Name RedriveCount RedriveStatus StartDate "
            "StateMachineArn Status StopDate");
      CHECK(cause.find("Input")->is_string());
      CHECK(parse_json(*end_of_task(form, failed({})).error.cause)->find("Error") == nullptr);
    }
    // The cause of a cause of a cause … ends somewhere.
    const auto deep = end_of_task(StartForm::Sync, failed({"E", std::string(60'000, '"')}));
    CHECK(deep.error.cause->size() == 32'768);
  }

  TEST_CASE("startSyncExecution succeeds, whatever the execution did") {
    const engine::Outcome good = end_of_task(StartForm::SdkSync, done());
    CHECK(
        keys_of(good.output) ==
        "BillingDetails ExecutionArn Input InputDetails Name Output OutputDetails StartDate StateMachineArn "
        "Status StopDate");
    CHECK(to_json(*good.output.find("BillingDetails")) ==
          R"({"BilledDurationInMilliseconds":100,"BilledMemoryUsedInMB":64})");
    const engine::Outcome bad = end_of_task(StartForm::SdkSync, failed({"Boom", "why"}));
    CHECK(bad.type == engine::Outcome::Type::Succeeded);
    CHECK(bad.output.find("Status")->as_string() == "FAILED");
    CHECK(bad.output.find("Error")->as_string() == "Boom");
    CHECK(bad.output.find("Output") == nullptr);
    for (const StartForm form : kForms)
      CHECK(waits_for_end(form) == (form != StartForm::Start && form != StartForm::SdkStart));
  }

  TEST_CASE("machines in pawl.yaml: the first glob that matches, on the ARN or the name in it") {
    const ConfigResult read = yaml(
        "machines:\n  \"order-*\": order.asl.json\n  child: {file: c.asl.json, type: express}\n"
        "  \"arn:*:2:stateMachine:*\": other.asl.json\n  \"*\": rest.asl.json\n"
        "tasks:\n  - {state: S, machine: {file: own.asl.json}}\n");
    REQUIRE_MESSAGE(read.diagnostics.empty(), describe(read.document, read.diagnostics));
    const MachineBinding& machines = read.config.machines;
    CHECK(machines.find("order-7")->file == "order.asl.json");
    CHECK(machines.find("arn:aws:states:eu-west-1:1:stateMachine:order-7:3")->file == "order.asl.json");
    CHECK(machines.find("child")->is_express);
    CHECK(machines.find("arn:aws:states:eu-west-1:2:stateMachine:x")->file == "other.asl.json");
    CHECK(machines.find("x")->file == "rest.asl.json");
    const auto& own = std::get<MachineBinding>(read.config.tasks.front().binding.target);
    CHECK(own.find("anything")->file == "own.asl.json");
    CHECK(MachineBinding{}.find("x") == nullptr);

    for (const char* wrong :
         {"machines: {m: {type: express}}", "machines: {m: {file: f, type: fast}}", "machines: [f]",
          "tasks: [{state: S, machine: {}}]", "tasks: [{state: S, machine: f, output: text}]"}) {
      CHECK_MESSAGE(source::has_errors(yaml(wrong).diagnostics), wrong);
    }
  }
}
