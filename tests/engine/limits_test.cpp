#include <doctest/doctest.h>

#include "support/scripted_run.h"

using namespace pawl;
using test::run;
using test::Script;

TEST_SUITE("engine") {
  TEST_CASE("event 25,000 is the failure that AWS writes there") {
    const auto result = run(
        R"({"StartAt":"L","States":{"L":{"Type":"Choice","Choices":[{"Variable":"$.spin","BooleanEquals":true,"Next":"L"}],
      "Default":"D"},"D":{"Type":"Succeed"}}})",
        R"({"spin":true})", {}, {.limits = {.payload_bytes = 0, .events = 25'000}});
    CHECK(result.events.size() == 25'000);
    CHECK(result.error.error == "States.Runtime");
    CHECK(result.error.cause == "The execution reached the maximum number of history events (25000).");
    CHECK(result.events.back().find("previousEventId")->as_int64() == 24'999);
  }

  TEST_CASE("a task's result over 256 KiB is the task's failure and can be caught") {
    const std::string large = "\"" + std::string(262'144, 'x') + "\"";
    const auto result = run(
        R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Catch":[{"ErrorEquals":
      ["States.DataLimitExceeded"],"Next":"H"}],"End":true},"H":{"Type":"Pass","OutputPath":"$.Cause","End":true}}})",
        "{}", Script().succeed("T", large));
    REQUIRE(result.status == engine::Status::Succeeded);
    CHECK(result.output.as_string() ==
          "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes "
          "service limit.");
  }

  TEST_CASE("a payload just inside the limit passes, one byte more does not; lifted, anything does") {
    const auto length = [](size_t text) {
      const std::string input = "\"" + std::string(text, 'x') + "\"";
      return run(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"k.$":"$"},"OutputPath":"$.k","ResultPath":"$","End":true}}})",
                 input)
          .status;
    };
    CHECK(length(262'142) == engine::Status::Succeeded);
    CHECK(length(262'143) == engine::Status::Failed);
    const std::string large = "\"" + std::string(1'000'000, 'x') + "\"";
    CHECK(run(R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})", large, {},
              {.limits = {.payload_bytes = 0}})
              .status == engine::Status::Succeeded);
  }

  TEST_CASE("a payload that doubles with every state ends in an error, not in memory") {
    const auto result =
        run(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"$","b.$":"$"},"Next":"A2"},
      "A2":{"Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"A"}],"Default":"E"},"E":{"Type":"Succeed"}}})",
            R"({"seed":"0123456789"})");
    CHECK(result.error.error == "States.DataLimitExceeded");
    CHECK(result.error.cause ==
          "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service "
          "limit.");
  }
}
