#include "asl/resource.h"

#include <doctest/doctest.h>

using pawl::asl::Resource;
using Kind = Resource::Kind;
using Pattern = Resource::Pattern;

TEST_SUITE("asl") {
  TEST_CASE("resources taken apart") {
    struct Case {
      const char* text;
      Kind kind;
      const char* type;
      const char* action;
      Pattern pattern;
    };
    const Case cases[] = {
        {"arn:aws:lambda:us-east-1:123456789012:function:f", Kind::Lambda, "lambda", "",
         Pattern::RequestResponse},
        {"arn:aws:lambda:REGION:ACCOUNT_ID:function:F:alias", Kind::Lambda, "lambda", "",
         Pattern::RequestResponse},
        {"arn:aws:states:us-east-1:123456789012:activity:a", Kind::Activity, "activity", "",
         Pattern::RequestResponse},
        {"arn:aws:states:::sqs:sendMessage.waitForTaskToken", Kind::Service, "sqs",
         "sendMessage.waitForTaskToken", Pattern::WaitForTaskToken},
        {"arn:aws-cn:states:::states:startExecution.sync:2", Kind::Service, "states", "startExecution.sync:2",
         Pattern::Sync},
        {"arn:aws:states:::ecs:runTask.sync", Kind::Service, "ecs", "runTask.sync", Pattern::Sync},
        {"arn:aws:states:::aws-sdk:dynamodb:getItem", Kind::Service, "aws-sdk:dynamodb", "getItem",
         Pattern::RequestResponse},
        {"arn:${AWS::Partition}:states:::batch:submitJob.sync", Kind::Service, "batch", "submitJob.sync",
         Pattern::Sync},
        {"exec:./bin/x", Kind::Local, "exec", "", Pattern::RequestResponse},
        {"sh:echo a:b", Kind::Local, "sh", "", Pattern::RequestResponse},
        {"https://example.com/a", Kind::Local, "https", "", Pattern::RequestResponse},
        {"local:exec", Kind::Local, "local", "exec", Pattern::RequestResponse},
        {"${FunctionArn}", Kind::Local, "", "", Pattern::RequestResponse},
        {"", Kind::Local, "", "", Pattern::RequestResponse},
        {"arn:aws:states", Kind::Local, "arn", "", Pattern::RequestResponse},
    };
    for (const Case& c : cases) {
      CAPTURE(c.text);
      const Resource resource = Resource::parse(c.text);
      CHECK(resource.text == c.text);
      CHECK(resource.kind == c.kind);
      CHECK(resource.resource_type == c.type);
      CHECK(resource.action == c.action);
      CHECK(resource.pattern == c.pattern);
    }
  }
}
