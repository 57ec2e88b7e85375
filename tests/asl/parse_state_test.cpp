#include <doctest/doctest.h>

#include "support/definition.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;

namespace {

Definition task(std::string_view fields) {
  return define_state(R"("Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Z", )" +
                      std::string(fields));
}

}  // namespace

TEST_SUITE("asl") {
  TEST_CASE("data paths") {
    const Definition d = define_state(
        R"("Type": "Pass", "InputPath": null, "OutputPath": "$$.Execution", "ResultPath": "$.a.b", "End": true)");
    CHECK(summary(d.diagnostics) == "");
    CHECK(d.state("S").input_path.is_null);
    CHECK(d.state("S").output_path.path.root() == jsonpath::Root::Context);
    CHECK(d.state("S").result_path.path.text() == "$.a.b");
    CHECK(d.state("Z").input_path.keeps_all());
    CHECK(summary(define_state(R"("Type": "Pass", "ResultPath": "$.a[*]", "End": true)").diagnostics) ==
          "reference-path-syntax /States/S/ResultPath");
    CHECK(summary(define_state(R"("Type": "Pass", "ResultPath": "$foo", "End": true)").diagnostics) ==
          "reference-path-syntax /States/S/ResultPath");
    CHECK(aws_summary(
              define_state(R"j("Type": "Pass", "InputPath": "States.Array(1)", "End": true)j").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/S/InputPath");
  }

  TEST_CASE("Pass keeps its Result as it is written") {
    const Definition d =
        define_state(R"("Type": "Pass", "Result": {"b": [1, {"a.$": "$.x"}], "a": null}, "End": true)");
    CHECK(to_json(*d.kind<asl::Pass>("S").result) == R"({"b":[1,{"a.$":"$.x"}],"a":null})");
  }

  TEST_CASE("Retry and Catch with their defaults") {
    const Definition d = task(
        R"("Retry": [{"ErrorEquals": ["A", "B"], "IntervalSeconds": 0, "MaxAttempts": 5, "BackoffRate": 1.5,
      "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}, {"ErrorEquals": ["States.ALL"]}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z", "ResultPath": "$.e", "Assign": {"x.$": "$.Error"}}])");
    CHECK(summary(d.diagnostics) == "");
    const auto& retry = d.state("S").retry;
    REQUIRE(retry.size() == 2);
    CHECK(retry[0].error_equals == std::vector<std::string>{"A", "B"});
    CHECK(retry[0].interval_seconds == 0);
    CHECK(retry[0].max_attempts == 5);
    CHECK(retry[0].backoff_rate == 1.5);
    CHECK(retry[0].max_delay_seconds == 9);
    CHECK(retry[0].full_jitter);
    CHECK(retry[1].interval_seconds == 1);
    CHECK(retry[1].max_attempts == 3);
    CHECK(retry[1].backoff_rate == 2.0);
    CHECK_FALSE(retry[1].max_delay_seconds);
    CHECK_FALSE(retry[1].full_jitter);
    REQUIRE(d.state("S").catchers.size() == 1);
    CHECK(d.state("S").catchers[0].next == &d.state("Z"));
    CHECK(d.state("S").catchers[0].result_path.path.text() == "$.e");
    CHECK(d.state("S").catchers[0].assign);
  }

  TEST_CASE("faults in Retry and Catch") {
    CHECK(aws_summary(task(R"("Retry": [{"MaxAttempts": 2}])").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [ErrorEquals] at /States/S/Retry[0]");
    CHECK(summary(task(R"("Retry": [{"ErrorEquals": []}])").diagnostics) ==
          "empty-value /States/S/Retry/0/ErrorEquals");
    CHECK(summary(task(R"("Retry": [{"ErrorEquals": [true]}])").diagnostics) ==
          "wrong-type /States/S/Retry/0/ErrorEquals/0");
    CHECK(summary(task(R"("Retry": [null])").diagnostics) == "wrong-type /States/S/Retry/0");
    CHECK(aws_summary(task(R"("Retry": [{"ErrorEquals": ["E"], "BackoffRate": 0.5}])").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Minimum value is 1.0 at /States/S/Retry[0]/BackoffRate");
    CHECK(aws_summary(task(R"("Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "HALF"}])").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL] at "
          "/States/S/Retry[0]/JitterStrategy");
    CHECK(summary(task(R"("Catch": [{"ErrorEquals": ["E"], "Next": "Z", "Extra": 1}])").diagnostics) ==
          "unknown-field /States/S/Catch/0/Extra");
  }

  TEST_CASE("States.ALL stands alone and last") {
    const std::string expected =
        "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at "
        "/States/S/Retry[0]/ErrorEquals";
    CHECK(aws_summary(task(R"("Retry": [{"ErrorEquals": ["States.ALL", "E"]}])").diagnostics) == expected);
    CHECK(aws_summary(
              task(R"("Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}])").diagnostics) ==
          expected);
    CHECK(
        summary(
            task(
                R"("Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}, {"ErrorEquals": ["E"], "Next": "Z"}])")
                .diagnostics) == "states-all-alone-last /States/S/Catch/0/ErrorEquals");
  }

  TEST_CASE("timeouts: written, by path, by JSONata") {
    CHECK(task(R"("TimeoutSeconds": 5)").kind<asl::Task>("S").timeout_seconds.literal()->as_int64() == 5);
    const Definition by_path = task(R"("HeartbeatSecondsPath": "$.h")");
    CHECK(std::get<jsonpath::Path>(by_path.kind<asl::Task>("S").heartbeat_seconds.content).text() == "$.h");
    CHECK(by_path.kind<asl::Task>("S").timeout_seconds.is_absent());
    const Definition jsonata =
        task(R"("QueryLanguage": "JSONata", "TimeoutSeconds": "{% $states.input.t %}")");
    CHECK(summary(jsonata.diagnostics) == "");
    CHECK(std::get<asl::JsonataExpression>(jsonata.kind<asl::Task>("S").timeout_seconds.content).text() ==
          "$states.input.t");
    CHECK(summary(task(R"("TimeoutSeconds": "{% 1 %}")").diagnostics) ==
          "wrong-type /States/S/TimeoutSeconds");
    CHECK(summary(task(R"("TimeoutSeconds": 0)").diagnostics) == "number-range /States/S/TimeoutSeconds");
  }

  TEST_CASE("Credentials want a role") {
    CHECK(
        aws_summary(task(R"("Credentials": {})").diagnostics) ==
        "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/S/Credentials");
    const Definition d = task(R"("Credentials": {"RoleArn.$": "$.role"})");
    CHECK(summary(d.diagnostics) == "");
    CHECK_FALSE(d.kind<asl::Task>("S").credentials->root.is_literal());
  }

  TEST_CASE("Wait until") {
    CHECK(summary(define_state(R"("Type": "Wait", "Timestamp": "2016-03-14T01:59:00Z", "End": true)")
                      .diagnostics) == "");
    for (const char* text :
         {"05-12-2016T21:29:29Z", "2016-12-05T25:29:29Z", "2016-12-05T21:29:29", "2016-12-05 21:29:29Z"}) {
      CHECK(
          aws_summary(define_state(R"("Type": "Wait", "End": true, "Timestamp": ")" + std::string(text) + '"')
                          .diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp");
    }
    const Definition d = define_state(R"("Type": "Wait", "TimestampPath": "when", "End": true)");
    CHECK(summary(d.diagnostics) == "");
    CHECK(d.kind<asl::Wait>("S").form == asl::Wait::Form::Timestamp);
    CHECK(std::holds_alternative<jsonpath::Path>(d.kind<asl::Wait>("S").until.content));
    CHECK(summary(define_state(R"("Type": "Wait", "SecondsPath": "when", "End": true)").diagnostics) ==
          "jsonpath-syntax /States/S/SecondsPath");
  }

  TEST_CASE("Fail: literals, paths, intrinsics, JSONata") {
    const Definition d =
        define_state(R"j("Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('{}', $.c)")j");
    CHECK(summary(d.diagnostics) == "");
    CHECK(std::holds_alternative<jsonpath::Path>(d.kind<asl::Fail>("S").error->root.content));
    CHECK(
        std::holds_alternative<intrinsics::IntrinsicExpression>(d.kind<asl::Fail>("S").cause->root.content));
    const Definition literal = define_state(R"("Type": "Fail", "Error": "{% $x %}")");
    CHECK(std::get<Value>(literal.kind<asl::Fail>("S").error->root.content).as_string() == "{% $x %}");
    const Definition jsonata =
        define_state(R"("Type": "Fail", "QueryLanguage": "JSONata", "Error": "{% $x %}")");
    CHECK(std::get<asl::JsonataExpression>(jsonata.kind<asl::Fail>("S").error->root.content).text() == "$x");
    CHECK(summary(define_state(R"("Type": "Fail", "ErrorPath": "nope")").diagnostics) ==
          "jsonpath-syntax /States/S/ErrorPath");
  }
}
