#include "history/encoder.h"

#include <doctest/doctest.h>

#include "support/scripted_run.h"

using namespace pawl;
using test::run;
using test::Script;

namespace {

std::string line_of(const test::ScriptedRun& result, std::string_view type) {
  const std::string wanted = "\"type\":\"" + std::string(type) + "\"";
  for (const std::string& line : result.lines) {
    if (line.find(wanted) != std::string::npos) return line.substr(line.find(wanted));
  }
  return "no such event";
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("a state's events hold its name and its data as JSON text") {
    const auto result =
        run("{\"StartAt\":\"A \\\"q\\\"\",\"States\":{\"A \\\"q\\\"\":{\"Type\":\"Pass\",\"End\":true}}}",
            R"({"t":"say \"hi\"\n\u0001"})");
    CHECK(
        result.lines[1] ==
        R"({"timestamp":"2023-11-14T22:13:20.000Z","type":"PassStateEntered","id":2,"previousEventId":0,"stateEnteredEventDetails":)"
        R"({"name":"A \"q\"","input":"{\"t\":\"say \\\"hi\\\"\\n\\u0001\"}","inputDetails":{"truncated":false}}})");
  }

  TEST_CASE("a service task shows type, action, region and parameters; a function its ARN and input") {
    const auto service = run(
        R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:putItem","TimeoutSeconds":9,
      "HeartbeatSeconds":3,"Parameters":{"TableName":"t"},"End":true}}})",
        "{}", Script().fail("T", "E", "c"));
    CHECK(
        line_of(service, "TaskScheduled") ==
        R"("type":"TaskScheduled","id":3,"previousEventId":2,"taskScheduledEventDetails":{"resourceType":"aws-sdk:dynamodb",)"
        R"("resource":"putItem","region":"us-east-1","parameters":"{\"TableName\":\"t\"}","timeoutInSeconds":9,"heartbeatInSeconds":3}})");
    CHECK(
        line_of(service, "TaskFailed") ==
        R"("type":"TaskFailed","id":5,"previousEventId":4,"taskFailedEventDetails":{"resourceType":"aws-sdk:dynamodb",)"
        R"("resource":"putItem","error":"E","cause":"c"}})");
    const auto function = run(
        R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",
      "End":true}}})",
        R"({"a":1})", Script().succeed("T", "2"));
    CHECK(
        line_of(function, "LambdaFunctionScheduled") ==
        R"("type":"LambdaFunctionScheduled","id":3,"previousEventId":2,"lambdaFunctionScheduledEventDetails":{"resource":)"
        R"("arn:aws:lambda:us-east-1:123456789012:function:f","input":"{\"a\":1}","inputDetails":{"truncated":false}}})");
    CHECK(line_of(function, "LambdaFunctionStarted") ==
          R"("type":"LambdaFunctionStarted","id":4,"previousEventId":3})");
  }

  TEST_CASE("a Fail without Error and Cause leaves an empty object") {
    const auto result = run(R"({"StartAt":"F","States":{"F":{"Type":"Fail"}}})", "{}");
    CHECK(line_of(result, "ExecutionFailed") ==
          R"("type":"ExecutionFailed","id":3,"previousEventId":2,"executionFailedEventDetails":{}})");
  }
}
