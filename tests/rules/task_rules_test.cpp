#include <doctest/doctest.h>

#include "rules/rule.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

source::Diagnostics task(std::string_view resource, std::string_view fields = "",
                         asl::WorkflowType type = asl::WorkflowType::Standard) {
  const Definition d = define_state(R"("Type": "Task", "Next": "Z", "Resource": ")" + std::string(resource) +
                                    '"' + std::string(fields));
  CHECK(summary(d.diagnostics) == "");
  return rules::check(*d.machine, d.document, {.type = type});
}

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("what may be a Resource") {
    for (const char* text :
         {"arn:aws:lambda:us-east-1:123456789012:function:f",
          "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST",
          "arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME", "arn:<PARTITION>:states:::lambda:invoke",
          "arn:aws:states:us-east-1:123456789012:activity:a", "arn:aws:swf:us-east-1:123456789012:task:X",
          "${Arn}", "arn:${AWS::Partition}:states:::sqs:sendMessage", "arn:${Rest}", "exec:./x", "sh:true",
          "http://localhost/x", "https://a/b", "local:exec"}) {
      CAPTURE(text);
      CHECK(summary(task(text)) == "");
    }
    for (const char* text : {"myFunction", "${Arn", "", "arn:aws:lambda", "arn:aws:lambda:r:a:", "ftp:x",
                             "arn:aws:lambda:r:1:function:f:", "arn:aws:lambda:r:1:function:f:$*#$7485"}) {
      CAPTURE(text);
      CHECK(aws_summary(task(text)) ==
            "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/S/Resource");
    }
  }

  TEST_CASE("integrations that do not exist") {
    for (const char* text : {"dynamodb:query", "lambda:invoke.sync", "glue:startJobRun.waitForTaskToken",
                             "ecs:runTask.sync:2", "aws-sdk:ec2:describeInstances.sync", "sns:publish.foo"}) {
      CAPTURE(text);
      const std::string arn = "arn:aws:states:::" + std::string(text);
      CHECK(aws_summary(task(arn)) == "SCHEMA_VALIDATION_FAILED: The resource provided " + arn +
                                          " is not recognized. The value is not a valid resource ARN, or the "
                                          "resource is not available in "
                                          "this region. at /States/S/Resource");
    }
    for (const char* text :
         {"dynamodb:getItem", "states:startExecution.sync:2", "aws-sdk:s3:listBuckets.waitForTaskToken",
          "lambda:listFunctions", "newservice:doIt.sync", "dynamodb:${Action}"}) {
      CAPTURE(text);
      CHECK(summary(task("arn:aws:states:::" + std::string(text))) == "");
    }
  }

  TEST_CASE("no Credentials on an activity") {
    const auto found = task("arn:aws:states:us-east-1:123456789012:activity:a",
                            R"(, "Credentials": {"RoleArn": "arn:aws:iam::1:role/r"})");
    CHECK(aws_summary(found) ==
          "SCHEMA_VALIDATION_FAILED: The field 'Credentials' is not supported for activities at /States/S");
    CHECK(found[0].pointer == "/States/S/Credentials");
  }

  TEST_CASE("a heartbeat is shorter than the timeout") {
    CHECK(summary(task("${R}", R"(, "TimeoutSeconds": 5, "HeartbeatSeconds": 4)")) == "");
    CHECK(summary(task("${R}", R"(, "TimeoutSeconds": 5, "HeartbeatSeconds": 5)")) == "");
    CHECK(summary(task("${R}", R"(, "TimeoutSeconds": 5, "HeartbeatSeconds": 6)")) ==
          "heartbeat-below-timeout /States/S");
    CHECK(summary(task("${R}", R"(, "HeartbeatSeconds": 5)")) == "");
  }

  TEST_CASE("Express workflows") {
    const auto express = asl::WorkflowType::Express;
    CHECK(aws_summary(task("arn:aws:states:::states:startExecution.sync", "", express)) ==
          "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at "
          "/States/S/Resource");
    // Recorded with two blanks.
    CHECK(aws_summary(task("arn:aws:states:::sns:publish.waitForTaskToken", "", express)) ==
          "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service "
          "integration  at /States/S/Resource");
    CHECK(aws_summary(task("arn:aws:states:us-east-1:123456789012:activity:a", "", express)) ==
          "SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at "
          "/States/S/Resource");
    CHECK(summary(task("arn:aws:states:::sns:publish", "", express)) == "");
    CHECK(summary(task("arn:aws:states:::states:startExecution.sync")) == "");
  }

  TEST_CASE("no Distributed Map in an Express workflow") {
    const Definition d = define_state(
        R"("Type": "Map", "End": true, "Iterator": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
      "StartAt": "I", "States": {"I": {"Type": "Succeed"}}})");
    const auto found = rules::check(*d.machine, d.document, {.type = asl::WorkflowType::Express});
    REQUIRE(found.size() >= 1);
    CHECK(source::aws_message(found[0]) ==
          "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside "
          "'EXPRESS' state machines at "
          "/States/S/Iterator/ProcessorConfig");
    CHECK(found[0].pointer == "/States/S/Iterator/ProcessorConfig/Mode");
    CHECK(marked(d.document, found[0]) == "\"DISTRIBUTED\"");
  }
}
