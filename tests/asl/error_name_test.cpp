#include "asl/error_name.h"

#include <doctest/doctest.h>

using pawl::asl::matches;

TEST_SUITE("asl") {
  TEST_CASE("error names") {
    CHECK(matches({"A", "B"}, "B"));
    CHECK_FALSE(matches({"A"}, "a"));
    CHECK_FALSE(matches({}, "A"));
    CHECK(matches({"States.ALL"}, "A"));
    CHECK(matches({"States.ALL"}, "States.Timeout"));
    CHECK(matches({"States.ALL"}, "States.DataLimitExceeded"));
    CHECK(matches({"States.DataLimitExceeded"}, "States.DataLimitExceeded"));
  }

  TEST_CASE("States.TaskFailed is every failure but a timeout") {
    CHECK(matches({"States.TaskFailed"}, "Custom"));
    CHECK(matches({"States.TaskFailed"}, "States.TaskFailed"));
    CHECK_FALSE(matches({"States.TaskFailed"}, "States.Timeout"));
    CHECK_FALSE(matches({"States.TaskFailed"}, "States.HeartbeatTimeout"));
    CHECK_FALSE(matches({"States.TaskFailed"}, "States.DataLimitExceeded"));
  }

  TEST_CASE("a missed heartbeat is a timeout, not the other way round") {
    CHECK(matches({"States.Timeout"}, "States.HeartbeatTimeout"));
    CHECK(matches({"States.HeartbeatTimeout"}, "States.HeartbeatTimeout"));
    CHECK_FALSE(matches({"States.HeartbeatTimeout"}, "States.Timeout"));
  }

  TEST_CASE("nothing matches States.Runtime") {
    CHECK_FALSE(matches({"States.Runtime", "States.ALL", "States.TaskFailed"}, "States.Runtime"));
  }
}
