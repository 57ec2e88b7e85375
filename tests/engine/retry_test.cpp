#include "engine/retry.h"

#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::run;
using test::Script;

namespace {

std::string task_with(const std::string& fields) {
  return R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"exec:t",)" + fields +
         R"("End":true},"H":{"Type":"Pass","End":true}}})";
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("the pause grows by BackoffRate and stops at MaxDelaySeconds") {
    Script script;
    for (int i = 0; i < 4; ++i) script.fail("T", "Boom");
    script.succeed("T", "1");
    const auto result =
        run(task_with(R"("Retry":[{"ErrorEquals":["Boom"],"IntervalSeconds":2,"BackoffRate":3,"MaxAttempts":4,
      "MaxDelaySeconds":10}],)"),
            "{}", script);
    CHECK(result.status == engine::Status::Succeeded);
    CHECK(result.elapsed == (2 + 6 + 10 + 10) * 1000);
  }

  TEST_CASE("full jitter stays below the pause and is repeatable") {
    Script script;
    script.fail("T", "Boom").succeed("T", "1");
    const std::string definition =
        task_with(R"("Retry":[{"ErrorEquals":["Boom"],"IntervalSeconds":100,"JitterStrategy":"FULL"}],)");
    const auto first = run(definition, "{}", script, {.seed = 3});
    const auto again = run(definition, "{}", script, {.seed = 3});
    const auto other = run(definition, "{}", script, {.seed = 4});
    CHECK(first.elapsed < 100'000);
    CHECK(first.elapsed == again.elapsed);
    CHECK(first.elapsed != other.elapsed);
  }

  TEST_CASE("each retrier counts for itself; the first that matches decides; then Catch") {
    Script script;
    script.fail("T", "A").fail("T", "B").fail("T", "A").fail("T", "A", "last");
    const auto result = run(
        task_with(
            R"("Retry":[{"ErrorEquals":["A"],"MaxAttempts":2},{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],
      "Catch":[{"ErrorEquals":["B"],"Next":"T"},{"ErrorEquals":["A"],"ResultPath":"$.error","Next":"H"}],)"),
        R"({"in":1})", script);
    CHECK(result.status == engine::Status::Succeeded);
    CHECK(to_json(result.output) == R"({"in":1,"error":{"Error":"A","Cause":"last"}})");
  }

  TEST_CASE("MaxAttempts 0 means never") {
    const auto result = run(task_with(R"("Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":0}],)"), "{}",
                            Script().fail("T", "A"));
    CHECK(result.status == engine::Status::Failed);
    CHECK(result.error.error == "A");
  }

  TEST_CASE("a timeout has no cause in the history and an empty one for its catcher") {
    const auto result =
        run(task_with(R"("TimeoutSeconds":5,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"H"}],)"), "{}",
            Script().time_out("T"));
    CHECK(to_json(result.output) == R"({"Error":"States.Timeout","Cause":""})");
    CHECK(result.lines[4].find(R"("error":"States.Timeout"})") != std::string::npos);
  }

  TEST_CASE("a missed heartbeat is shown as States.Timeout, and caught by its own name too") {
    const auto caught = [](const std::string& name, const engine::Outcome& outcome) {
      Script script;
      script.outcomes["T"].push_back(outcome);
      return run(
          task_with(R"("HeartbeatSeconds":5,"Catch":[{"ErrorEquals":[")" + name + R"("],"Next":"H"}],)"),
          "{}", script);
    };
    for (const char* name : {"States.HeartbeatTimeout", "States.Timeout", "States.ALL"}) {
      CHECK(to_json(caught(name, engine::Outcome::missed_heartbeat()).output) ==
            R"({"Error":"States.Timeout","Cause":""})");
    }
    for (const auto& result : {caught("States.TaskFailed", engine::Outcome::missed_heartbeat()),
                               caught("States.HeartbeatTimeout", engine::Outcome::timed_out())}) {
      CHECK(result.status == engine::Status::Failed);
      CHECK(result.error.error == "States.Timeout");
    }
  }

  TEST_CASE("an activity's worker is named where it began") {
    engine::Outcome started = engine::Outcome::started();
    started.output = Value::string("host-1");
    Script script;
    script.outcomes["T"] = {started};  // after one that names nobody
    const auto result = run(
        R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
          "Resource":"arn:aws:states:us-east-1:123456789012:activity:a"}}})",
        "{}", script);
    CHECK(result.events[3].find("activityStartedEventDetails") == nullptr);
    CHECK(result.events[4].find("activityStartedEventDetails")->find("workerName")->as_string() == "host-1");
  }

  TEST_CASE("the retry count is in the context object") {
    const auto result = run(
        task_with(R"("Parameters":{"n.$":"$$.State.RetryCount"},"Retry":[{"ErrorEquals":["States.ALL"]}],)"),
        "{}", Script().fail("T", "A").fail("T", "A").succeed("T", "1"));
    std::string counts;
    for (const Value& event : result.events) {
      if (const Value* details = event.find("taskScheduledEventDetails"))
        counts += details->find("parameters")->as_string();
    }
    CHECK(counts == R"({"n":0}{"n":1}{"n":2})");
  }
}
