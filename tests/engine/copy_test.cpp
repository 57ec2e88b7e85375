// A copy of an execution stands where it stood, and goes its own way.
#include <doctest/doctest.h>

#include "engine/execution.h"
#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using engine::Execution;
using engine::Outcome;

TEST_SUITE("engine") {
  TEST_CASE("a copy goes its own way: branches, results, retries") {
    const auto machine = test::machine(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true,
            "Retry":[{"ErrorEquals":["Again"],"IntervalSeconds":1,"MaxAttempts":1}]}}}}}})");
    Execution first(*machine, {}, {}, 1, nullptr);
    first.start(test::json("[1,2]"), 0);
    CHECK(first.advance(0) == engine::Progress::Idle);
    const auto tasks = first.take_commands();
    REQUIRE(tasks.size() == 2);
    CHECK(first.resume(tasks[0].id, Outcome::succeeded(test::json("10")), 1));
    CHECK(first.resume(tasks[1].id, Outcome::failed({"Again", std::nullopt}), 1));
    CHECK(first.advance(1) == engine::Progress::Idle);
    const auto timers = first.take_commands();
    REQUIRE(timers.size() == 1);

    const std::unique_ptr<Execution> second = first.copy();
    CHECK(second->next_event() == first.next_event());
    // The retrier of the first is used up; the copy's too, each by itself.
    for (Execution* one : {&first, second.get()}) {
      CHECK(one->awaits(timers[0].id));
      CHECK(one->resume(timers[0].id, Outcome::timer_fired(), 1001));
      CHECK(one->advance(1001) == engine::Progress::Idle);
      const auto again = one->take_commands();
      REQUIRE(again.size() == 1);
      CHECK(again[0].attempt == 1);
      const bool is_first = one == &first;
      CHECK(one->resume(
          again[0].id,
          is_first ? Outcome::succeeded(test::json("20")) : Outcome::failed({"Again", std::nullopt}), 1002));
      CHECK(one->advance(1002) == engine::Progress::Finished);
    }
    CHECK(first.status() == engine::Status::Succeeded);
    CHECK(to_json(first.output()) == "[10,20]");
    CHECK(second->status() == engine::Status::Failed);
    CHECK(second->error().error == "Again");
  }
}
