#include "runs/identity.h"

#include <doctest/doctest.h>

using namespace pawl;
using namespace pawl::runs;

TEST_SUITE("runs") {
  TEST_CASE("check_run_name: AWS's rule, and what file names have room for") {
    CHECK(check_run_name("a-b_c.1").has_value());
    for (const char* bad : {"", ".", "..", ".a", "@last", "a b", "a/b", "a:b", "a\n", "\xFF"}) {
      const auto good = check_run_name(bad);
      REQUIRE_FALSE(good);
      CHECK(good.error().code == workflow::ErrorCode::InvalidName);
    }
    std::string umlauts;
    for (int i = 0; i < 80; ++i) umlauts += "\u00fc";
    CHECK(check_run_name(umlauts).has_value());
    CHECK_FALSE(check_run_name(umlauts + "\u00fc").has_value());
  }

  TEST_CASE("new_run_name: the machine and the time, never longer than AWS allows") {
    CHECK(new_run_name("order", 1'795'225'457'123, 0x3f9a) == "order-20261121-014417-3f9a");
    CHECK(new_run_name(std::string(200, 'x'), 0, 1).size() == 80);
  }

  TEST_CASE("execution_info: the ARNs of both types") {
    const auto standard = execution_info("order", "r1", asl::WorkflowType::Standard, 1);
    CHECK(standard.id == "arn:aws:states:us-east-1:123456789012:execution:order:r1");
    CHECK(standard.state_machine_id == "arn:aws:states:us-east-1:123456789012:stateMachine:order");
    const auto express = execution_info("order", "r1", asl::WorkflowType::Express, 1);
    CHECK(express.id.starts_with("arn:aws:states:us-east-1:123456789012:express:order:r1:"));
    CHECK(express.id != execution_info("order", "r1", asl::WorkflowType::Express, 2).id);
  }
}
