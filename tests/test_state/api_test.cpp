// AWS's TestState: requests, what they are refused for, and what inspectionData holds.
#include <doctest/doctest.h>

#include <cstdlib>

#include "support/json.h"
#include "support/process.h"
#include "test_state/api.h"

using namespace pawl;
using namespace pawl::testing_support;

namespace {

constexpr Millis kNow = 1'700'000'000'000;

/// The response as JSON, or "CODE: message". The definition, its input and the rest of a request are JSON.
std::string answer(std::string_view definition, std::string_view input, std::string_view more = "") {
  std::string request = R"({"inspectionLevel": "DEBUG", "definition": )" + std::string(definition) +
                        R"(, "input": )" + std::string(input) + (more.empty() ? "" : ", ") +
                        std::string(more) + "}";
  aws::ResultModels models;
  const auto answered = test_state::answer_test_state(Json::parse(request).value(), kNow, 7, models);
  return answered ? Json(answered->response).text() : answered.error().code + ": " + answered.error().message;
}

Json answered(std::string_view definition, std::string_view input, std::string_view more = "") {
  const std::string text = answer(definition, input, more);
  REQUIRE_MESSAGE(text.starts_with('{'), text);
  return Json::parse(text);
}

/// What the Task of this definition is mocked with fails.
Json failed_with(std::string_view definition, std::string_view error, std::string_view more = "") {
  return answered(definition, R"({"a": 1})",
                  R"("mock": {"errorOutput": {"error": ")" + std::string(error) + R"(", "cause": "why"}})" +
                      std::string(more));
}

constexpr std::string_view kTask =
    R"({"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true})";
constexpr std::string_view kRetried = R"({"Type": "Task",
  "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
  "Retry": [{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["Bad"], "IntervalSeconds": 2, "MaxAttempts": 3}],
  "Catch": [{"ErrorEquals": ["Bad"], "ResultPath": "$.error", "Next": "Mend"}], "Next": "Done"})";

}  // namespace

TEST_SUITE("test_state") {
  TEST_CASE("a Pass state: the guide's example") {
    const Json response = answered(R"({"Type": "Pass", "InputPath": "$.payload", "Parameters": {"data": 1},
      "ResultPath": "$.result", "OutputPath": "$.result.data", "Next": "Another State"})",
                                   R"({"payload": {"foo": "bar"}})");
    CHECK(response == R"({"output":"1","inspectionData":{"input":"{\"payload\":{\"foo\":\"bar\"}}",)"
                      R"("afterInputPath":"{\"foo\":\"bar\"}","afterParameters":"{\"data\":1}",)"
                      R"("afterResultSelector":"{\"data\":1}",)"
                      R"("afterResultPath":"{\"payload\":{\"foo\":\"bar\"},\"result\":{\"data\":1}}"},)"
                      R"("nextState":"Another State","status":"SUCCEEDED"})");
  }

  TEST_CASE("data are shown up to the field that failed") {
    const Json response =
        answered(R"({"Type": "Pass", "InputPath": "$.a", "Parameters": {"b.$": "$.none"}, "End": true})",
                 R"({"a": {"c": 1}})");
    CHECK(response["status"] == "FAILED");
    CHECK(response["error"] == "States.Runtime");
    // Without the prefix that names the state and its event.
    CHECK(response["cause"].text().starts_with("The JSONPath '$.none' specified for the field 'b.$'"));
    CHECK(response["inspectionData"] == R"({"input":"{\"a\":{\"c\":1}}","afterInputPath":"{\"c\":1}"})");
    CHECK_FALSE(response.has("output"));
  }

  TEST_CASE("Wait ends at once, Choice and Succeed pass their input on") {
    CHECK(answered(R"({"Type": "Wait", "Seconds": 3000, "Next": "B"})", "{}")["nextState"] == "B");
    CHECK(answered(R"({"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 2, "Next": "Two"}],
      "Default": "Other"})",
                   R"({"n": 2})")["nextState"] == "Two");
    const Json none =
        answered(R"({"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 2, "Next": "Two"}]})",
                 R"({"n": 3})");
    CHECK(none["error"] == "States.Runtime");
    CHECK(answered(R"({"Type": "Succeed"})", "[1]")["output"] == "[1]");
  }

  TEST_CASE("a Task: its mock, and what it may not be") {
    CHECK(answered(kTask, "{}", R"("mock": {"result": "[1]"})")["output"] == "[1]");
    CHECK(answer(kTask, "{}") == "ValidationException: RoleArn must be specified when testing a Task state");
    CHECK(answer(kTask, "{}", R"("mock": {"result": "{"})") ==
          "ValidationException: Mocked result must be valid JSON");
    CHECK(answer(kTask, "{}", R"("mock": {})") ==
          "ValidationException: A test mock should have only one of the following fields: [result, "
          "errorOutput].");
    CHECK(answer(kTask, "{}", R"("mock": {"results": "1"})") ==
          "ValidationException: Unknown parameter 'results', did you mean 'result'?");
    CHECK(answer(kTask, "{}", R"("mock": {"result": "1", "fieldValidationMode": "LAX"})") ==
          "ValidationException: 1 validation error detected: Value at 'mock.fieldValidationMode' failed to "
          "satisfy "
          "constraint: Member must satisfy enum value set: [STRICT, PRESENT, NONE]");
    CHECK(
        answer(kTask, "{}", R"("mock": {"result": "1"}, "stateConfiguration": {"retrierRetryCount": -1})") ==
        "ValidationException: 1 validation error detected: Value at 'retrierRetryCount' failed to satisfy "
        "constraint: Member must have value greater than or equal to 0");
    CHECK(answer(kTask, "{}", R"("context": {"Execution": {}})") ==
          "ValidationException: TestState does not support Context when a mock is not specified.");
    CHECK(
        answer(
            R"({"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true})",
            "{}") ==
        "ValidationException: TestState does not support Activity tasks when a mock is not specified.");
  }

  TEST_CASE("a Task's mocked result fits the model of its service") {
    const TemporaryFolder models;
    std::filesystem::create_directories(models.path() / "sqs/2012-11-05");
    (void)models.write("sqs/2012-11-05/service-2.json",
                       R"({"operations": {"SendMessage": {"output": {"shape": "O"}}},
      "shapes": {"O": {"type": "structure", "members": {"MessageId": {"shape": "S"}}}, "S": {"type": "string"}}})");
    ::setenv(aws::BotocoreData::kVariable, models.path().c_str(), 1);
    constexpr std::string_view kSend = R"({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
      "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "End": true})";
    CHECK(answer(kSend, "{}", R"("mock": {"result": "{\"MessageId\": 5}"})") ==
          "ValidationException: Mock result schema validation error: Field 'MessageId' must be a string");
    CHECK(answered(kSend, "{}",
                   R"("mock": {"result": "{\"MessageId\": 5}", "fieldValidationMode": "NONE"})")["output"] ==
          R"({"MessageId":5})");
    ::unsetenv(aws::BotocoreData::kVariable);
  }

  TEST_CASE("Retry and Catch") {
    const Json first = failed_with(kRetried, "Bad");
    CHECK(first["status"] == "RETRIABLE");
    CHECK(first["inspectionData"]["errorDetails"] == R"({"retryIndex":1,"retryBackoffIntervalSeconds":2})");
    CHECK(failed_with(kRetried, "Bad",
                      R"(, "stateConfiguration": {"retrierRetryCount": 2})")["inspectionData"]["errorDetails"]
                                                                            ["retryBackoffIntervalSeconds"] ==
          "8");
    const Json caught = failed_with(kRetried, "Bad", R"(, "stateConfiguration": {"retrierRetryCount": 3})");
    CHECK(caught["status"] == "CAUGHT_ERROR");
    CHECK(caught["nextState"] == "Mend");
    CHECK(caught["output"] == R"({"a":1,"error":{"Error":"Bad","Cause":"why"}})");
    CHECK(caught["inspectionData"]["errorDetails"] == R"({"retryIndex":1,"catchIndex":0})");
    const Json failed = failed_with(kRetried, "Worse");
    CHECK(failed["status"] == "FAILED");
    CHECK(failed["cause"] == "why");
    CHECK_FALSE(failed.has("nextState"));
  }

  TEST_CASE("a catcher whose Output fails leaves no output") {
    const Json response = failed_with(R"({"Type": "Task", "QueryLanguage": "JSONata", "Resource":
      "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "f"}, "End": true,
      "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.input.none %}", "Next": "Mend"}]})",
                                      "Bad");
    CHECK(response["status"] == "CAUGHT_ERROR");
    CHECK_FALSE(response.has("output"));
    CHECK(response["error"] == "Bad");
  }

  TEST_CASE("a Map: items, what ItemSelector and ItemBatcher make of them, limits") {
    const std::string map = R"({"Type": "Map", "ItemsPath": "$.list",
      "ItemSelector": {"n.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "all.$": "$.k"},
      "ItemBatcher": {"MaxItemsPerBatch": 2}, "MaxConcurrencyPath": "$.most", "ToleratedFailurePercentage": 34,
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}}, "End": true})";
    const std::string input = R"({"list": ["a", "b", "c"], "k": 9, "most": 4})";
    const Json data = answered(map, input, R"("mock": {"result": "[1]"})")["inspectionData"];
    CHECK(data["afterItemsPath"] == R"(["a","b","c"])");
    CHECK(data["afterItemSelector"] ==
          R"([{"n":0,"v":"a","all":9},{"n":1,"v":"b","all":9},{"n":2,"v":"c","all":9}])");
    CHECK(
        data["afterItemBatcher"] ==
        R"([{"Items":[{"n":0,"v":"a","all":9},{"n":1,"v":"b","all":9}]},{"Items":[{"n":2,"v":"c","all":9}]}])");
    CHECK(data["maxConcurrency"] == "4");
    CHECK(data["toleratedFailurePercentage"] == "34.0");
    CHECK_FALSE(data.has("toleratedFailureCount"));
    CHECK_FALSE(data.has("result"));

    const auto with_failures = [&](int count) {
      return answer(map, input,
                    R"("mock": {"result": "[1]"}, "stateConfiguration": {"mapIterationFailureCount": )" +
                        std::to_string(count) + "}");
    };
    CHECK(Json::parse(with_failures(1))["status"] == "SUCCEEDED");
    CHECK(Json::parse(with_failures(2))["error"] == "States.ExceedToleratedFailureThreshold");
    CHECK(with_failures(4) ==
          "ValidationException: Map iteration failure count must be less than or equal to the number of Map "
          "iterations");
    CHECK(answer(map, input, R"("mock": {"result": "{}"})") ==
          "ValidationException: Mocked result must be an array.");
    CHECK(answer(map, input)
              .starts_with("InvalidDefinition: TestState API does not support Map or Parallel states."));
    CHECK(
        answer(
            map, input,
            R"("mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"errorCausedByState": "Two"})") ==
        "ValidationException: ErrorCausedByState: there is no state 'Two' in the state under test");
  }

  TEST_CASE("a Map with an ItemReader reads the test's data in their format") {
    const auto map = [](std::string_view config) {
      return R"({"Type": "Map", "QueryLanguage": "JSONata", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": )" +
             std::string(config) + R"(, "Arguments": {"Bucket": "b", "Key": "k"}},
        "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
          "StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}}, "End": true})";
    };
    const auto selected = [&](std::string_view config, const std::string& text) {
      return answered(
          map(config), "{}",
          R"("mock": {"result": "[]"}, "stateConfiguration": {"mapItemReaderData": )" + text + "}");
    };
    CHECK(selected(R"({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"})",
                   R"("a,b\n1,2\n")")["inspectionData"]["afterItemSelector"] ==
          R"([{"v":{"a":"1","b":"2"}}])");
    CHECK(selected(R"({"InputType": "JSONL", "MaxItems": 1})",
                   R"("{\"a\":1}\n{\"a\":2}")")["inspectionData"]["afterItemSelector"] ==
          R"([{"v":{"a":1}}])");
    CHECK(selected(R"({"InputType": "JSON", "ItemsPointer": "/x"})",
                   R"("{\"x\":[5]}")")["inspectionData"]["afterItemsPointer"] == "[5]");
    CHECK(selected(R"({"InputType": "JSON"})", R"("17")")["error"] == "States.ItemReaderFailed");
  }

  TEST_CASE("a Parallel: one result per branch") {
    constexpr std::string_view kParallel =
        R"({"Type": "Parallel", "ResultPath": "$.r", "End": true, "Branches": [
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}},
      {"StartAt": "B", "States": {"B": {"Type": "Fail"}}}]})";
    CHECK(answered(kParallel, "{}", R"("mock": {"result": "[1, 2]"})")["output"] == R"({"r":[1,2]})");
    CHECK(answer(kParallel, "{}", R"("mock": {"result": "[1]"})") ==
          "ValidationException: Mocked result must contain the same number of items as number of Parallel "
          "branches.");
    CHECK(answered(
              kParallel, "{}",
              R"("mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"errorCausedByState": "B"})")
              ["error"] == "E");
  }

  TEST_CASE("variables: those given, and those assigned") {
    const Json response =
        answered(R"({"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"b": "{% $a + 1 %}"},
      "Output": "{% $a %}", "End": true})",
                 "{}", R"("variables": {"a": 1, "c": null})");
    CHECK(response["inspectionData"]["variables"] == R"({"a":1,"c":null,"b":2})");
    CHECK(answer(R"({"Type": "Succeed"})", "{}", R"("variables": "[]")") ==
          "ValidationException: Variables must be a JSON object");
  }

  TEST_CASE("the context object: AWS's defaults, and a given one as it is") {
    constexpr std::string_view kShow =
        R"({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$"}, "End": true})";
    const Json made = Json::parse(
        answered(kShow, R"({"a": 1})", R"("mock": {"result": "1"})")["inspectionData"]["afterParameters"]
            .text());
    const Json context = made["MessageBody"];
    CHECK(context["Execution"]["Input"] == R"({"a":1})");
    CHECK(context["Execution"]["StartTime"] == "2023-11-14T22:13:20.000Z");
    CHECK(context["State"] ==
          R"({"Name":"StateName","EnteredTime":"2023-11-14T22:13:20.000Z","RetryCount":0})");
    CHECK(context["Task"]["Token"].text().size() == 36);
    CHECK(Json::parse(answered(kShow, "{}", R"("mock": {"result": "1"}, "context": {"Task": {"Token": "t"}})")
                          ["inspectionData"]["afterParameters"]
                              .text())["MessageBody"] == R"({"Task":{"Token":"t"}})");
    const auto refused = [&](const char* given) {
      return answer(kShow, "{}", R"("mock": {"result": "1"}, "context": )" + std::string(given));
    };
    CHECK(refused(R"({"State": {"Nam": 1}})") ==
          "ValidationException: Invalid Context object provided: Field 'Nam' is not allowed");
    CHECK(refused(R"({"State": 1})") ==
          "ValidationException: Invalid Context object provided: Field 'State' must be an object");
  }

  TEST_CASE("a state of a machine, also one within a Map, which is its first iteration") {
    constexpr std::string_view kMachine =
        R"({"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
      "ItemProcessor": {"StartAt": "Show", "States": {"Show": {"Type": "Pass", "End": true,
        "Parameters": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}}}}}}})";
    CHECK(answered(kMachine, "[7]", R"("stateName": "Show")")["output"] == R"({"i":0,"v":[7]})");
    CHECK(answer(kMachine, "[7]", R"("stateName": "Shaw")") ==
          "ValidationException: State not found in definition");
    CHECK(answer(kMachine, "[7]") ==
          "ValidationException: The definition is a state machine: StateName must be specified");
  }

  TEST_CASE("requests that are no requests") {
    aws::ResultModels models;
    const auto refused = [&](std::string_view request) {
      const auto none = test_state::answer_test_state(Json::parse(request).value(), kNow, 7, models);
      REQUIRE_FALSE(none);
      return none.error().code + ": " + none.error().message;
    };
    CHECK(refused("[]") == "SerializationException: The request must be a JSON object");
    CHECK(refused("{}") ==
          "ValidationException: 1 validation error detected: Value null at 'definition' failed to satisfy "
          "constraint: "
          "Member must not be null");
    CHECK(refused(R"({"definition": "{"})")
              .starts_with("InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON"));
    CHECK(refused(R"({"definition": "{\"Type\": \"Pas\", \"End\": true}"})") ==
          "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'Type' "
          "should have "
          "one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at "
          "/States/StateName/Type'");
    CHECK(refused(R"({"definition": "{\"Type\": \"Succeed\"}", "input": "{"})")
              .starts_with("InvalidExecutionInput: Invalid State Machine Execution Input: "));
    CHECK(refused(R"({"definition": 5})") == "SerializationException: 'definition' must be a string");
    CHECK(refused(R"({"definition": "{\"Type\": \"Succeed\"}", "inspectionlevel": "INFO"})") ==
          "ValidationException: Unknown parameter 'inspectionlevel', did you mean 'inspectionLevel'?");
  }
}
