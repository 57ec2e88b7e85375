// What the context object tells of a Map's item, and Maps over the members of an object.
#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::outcome;
using test::run;
using test::Script;

namespace {

/// A Map with these fields and one Pass, which hands its input on, as its processor.
std::string map(const std::string& fields, std::string_view input) {
  return outcome(
      run(R"({"StartAt":"M","States":{"M":{"Type":"Map",)" + fields +
              R"("ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}})",
          input));
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("a Map's item: where it comes from, and its key only over an object") {
    const std::string whole = R"("ItemsPath":"$.l","ItemSelector":{"m.$":"$$.Map"},)";
    CHECK(map(whole, R"({"l":["x",null]})") ==
          R"([{"m":{"Item":{"Index":0,"Value":"x","Source":"STATE_DATA"}}},)"
          R"({"m":{"Item":{"Index":1,"Value":null,"Source":"STATE_DATA"}}}])");
    CHECK(map(whole, R"({"l":{"b":[1],"a":2}})") ==
          R"([{"m":{"Item":{"Index":0,"Key":"b","Value":[1],"Source":"STATE_DATA"}}},)"
          R"({"m":{"Item":{"Index":1,"Key":"a","Value":2,"Source":"STATE_DATA"}}}])");
    CHECK(map(R"("ItemSelector":{"k.$":"$$.Map.Item.Key"},)", "[1]")
              .starts_with(
                  "States.Runtime: An error occurred while executing the state 'M' (entered at the event "
                  "id #2). The JSONPath '$$.Map.Item.Key' specified for the field 'k.$' could not be"));
  }

  TEST_CASE("a Map over an object hands on its members in order, as Key and Value") {
    CHECK(map("", R"({"z":1,"a":{"n":2}})") == R"([{"Key":"z","Value":1},{"Key":"a","Value":{"n":2}}])");
    CHECK(map(R"("InputPath":"$.in","ItemsPath":"$.of","MaxConcurrency":1,)", R"({"in":{"of":{"k":[]}}})") ==
          R"([{"Key":"k","Value":[]}])");
    CHECK(map("", "{}") == "[]");
    CHECK(map("", "7").ends_with(R"(Reference path "$" must point to array.)"));
  }

  TEST_CASE("the members of an object show in the history as any item does") {
    const auto result = run(R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,
      "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}})",
                            R"({"a":1,"b":2})");
    CHECK(result.types() ==
          "ExecutionStarted MapStateEntered MapStateStarted MapIterationStarted PassStateEntered "
          "PassStateExited "
          "MapIterationSucceeded MapIterationStarted PassStateEntered PassStateExited MapIterationSucceeded "
          "MapStateSucceeded MapStateExited ExecutionSucceeded");
    CHECK(result.events[2].find("mapStateStartedEventDetails")->find("length")->as_int64() == 2);
    CHECK(result.events[4].find("stateEnteredEventDetails")->find("input")->as_string() ==
          R"({"Key":"a","Value":1})");
  }

  TEST_CASE("states inside see the innermost Map's item, JSONata states too") {
    const auto result = run(
        R"j({"StartAt":"Outer","States":{"Outer":{"Type":"Map","ItemProcessor":{"StartAt":"Inner","States":{
      "Inner":{"Type":"Map","ItemsPath":"$.Value","ItemProcessor":{"StartAt":"Ask","States":{
        "Ask":{"Type":"Task","Resource":"exec:t","QueryLanguage":"JSONata","Arguments":"{% $states.context.Map.Item %}","End":true}}},
        "Next":"After"},
      "After":{"Type":"Pass","Parameters":{"key.$":"$$.Map.Item.Key","got.$":"$"},"End":true}}},"End":true}}})j",
        R"({"fruit":["fig"],"nut":{"pecan":3}})", Script().succeed("Ask", "1").succeed("Ask", "2"));
    CHECK(outcome(result) == R"([{"key":"fruit","got":[1]},{"key":"nut","got":[2]}])");
    std::vector<std::string> asked;
    for (const Value& event : result.events) {
      if (const Value* details = event.find("taskScheduledEventDetails"))
        asked.emplace_back(details->find("parameters")->as_string());
    }
    REQUIRE(asked.size() == 2);
    CHECK(asked[0] == R"({"Index":0,"Value":"fig","Source":"STATE_DATA"})");
    CHECK(asked[1] == R"({"Index":0,"Key":"pecan","Value":3,"Source":"STATE_DATA"})");
  }

  TEST_CASE("JSONata: an inline Map refuses an object, a distributed one counts its members") {
    const auto over = [](const std::string& mode) {
      return R"j({"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% $states.input %}","ItemProcessor":
        {"ProcessorConfig":)j" +
             mode + R"j(,"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}})j";
    };
    const std::string distributed = over(R"({"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"})");
    CHECK(outcome(run(over(R"({"Mode":"INLINE"})"), R"({"a":1})"))
              .ends_with(R"(Expected 'array', but was 'object' for value: {"a":1})"));
    CHECK(outcome(run(distributed, "7")).ends_with("Expected 'array', but was 'number' for value: 7"));
    struct Started : history::EventSink {
      void append(const history::HistoryEvent& event) override {
        if (event.type == history::EventType::MapStateStarted) length = event.number;
      }
      uint64_t length = 0;
    } started;
    const auto machine = test::machine(distributed);
    engine::Execution execution(*machine, {}, {}, 1, &started);
    execution.start(test::json(R"({"a":1,"b":2})"), 0);
    CHECK(execution.advance(0) == engine::Progress::Idle);
    CHECK(started.length == 2);
  }
}
