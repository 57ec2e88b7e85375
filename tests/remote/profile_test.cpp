#include "remote/profile.h"

#include <doctest/doctest.h>

#include "remote/states_api.h"

using namespace pawl::remote;

TEST_SUITE("remote") {
  TEST_CASE("profiles: settings of one section, those that are there already stay") {
    const std::string text =
        "; a comment\n"
        "[default]\nregion=eu-west-1\r\n"
        "[ profile work ]\n  indented = no\nregion = eu-central-1\ns3 =\n  endpoint_url = http://no\n"
        "[profile other]\nregion = us-east-2\n"
        "[profile work]\nkey = a=b\n[broken\n";
    AwsProfile work = {{"region", "mine"}};
    CHECK(read_section(text, "profile work", work));
    CHECK(work == AwsProfile{{"region", "mine"}, {"s3", ""}, {"key", "a=b"}});
    AwsProfile main;
    CHECK(read_section(text, "default", main));
    CHECK(main == AwsProfile{{"region", "eu-west-1"}});
    CHECK_FALSE(read_section(text, "profile none", main));
    CHECK(read_section(text, "broken", main));
    CHECK_FALSE(read_section("", "default", main));
  }

  TEST_CASE("ARNs: of executions, and what is none") {
    const auto arn = parse_execution_arn("arn:aws:states:us-east-1:123456789012:execution:Order:order-7");
    REQUIRE(arn);
    CHECK(arn->region == "us-east-1");
    CHECK(arn->machine == "Order");
    CHECK(arn->machine_arn == "arn:aws:states:us-east-1:123456789012:stateMachine:Order");
    CHECK(arn->name == "order-7");
    const auto child = parse_execution_arn("arn:aws-cn:states:cn-north-1:1:execution:Order/Label:0a1b");
    REQUIRE(child);
    CHECK(child->machine == "Order");
    CHECK(child->machine_arn == "arn:aws-cn:states:cn-north-1:1:stateMachine:Order/Label");
    for (const char* bad :
         {"", "order-7", "arn:aws:states:us-east-1:1:stateMachine:Order",
          "arn:aws:states:us-east-1:1:execution:Order", "arn:aws:states:us-east-1:1:execution::x",
          "arn:aws:s3:us-east-1:1:execution:Order:x"}) {
      CHECK_FALSE(parse_execution_arn(bad));
    }
    const auto express = parse_execution_arn("arn:aws:states:us-east-1:1:express:Order:x:y");
    REQUIRE_FALSE(express);
    CHECK(express.error().message.find("Express") != std::string::npos);
  }
}
