// What a history says about its run, state by state.
#include "history/summary.h"

#include <doctest/doctest.h>

#include "support/scripted_run.h"

using namespace pawl;
using history::RunSummary;
using history::StateOutcome;
using history::StateSummary;

namespace {

RunSummary sum_up(const test::ScriptedRun& run, size_t events = SIZE_MAX) {
  history::Summarizer summarizer;
  for (size_t i = 0; i < std::min(events, run.events.size()); ++i)
    summarizer.add(*history::event_from_json(run.events[i]));
  return summarizer.take();
}

/// "Name entered/running/succeeded/caught/failed/aborted attempts+retries, errors"
std::string counts(const RunSummary& run, std::string_view name) {
  const StateSummary* state = run.find(name);
  if (state == nullptr) return "not entered";
  const auto n = [](uint64_t number) { return std::to_string(number); };
  return n(state->entered) + "/" + n(state->running) + "/" + n(state->succeeded) + "/" + n(state->caught) +
         "/" + n(state->failed) + "/" + n(state->aborted) + " " + n(state->attempts) + "+" +
         n(state->retries) + " " + n(state->errors);
}

std::string transitions(const RunSummary& run) {
  std::string out;
  for (const auto& one : run.transitions_taken) {
    if (!out.empty()) out += ' ';
    if (one.from != history::TransitionSummary::kStart) out += run.states[one.from].name;
    out += (one.by_catch ? "!>" : ">") + run.states[one.to].name;
    if (one.count > 1) out += "*" + std::to_string(one.count);
  }
  return out;
}

constexpr std::string_view kChain = R"({"StartAt":"A","States":{
  "A":{"Type":"Pass","Next":"T"},
  "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{"ErrorEquals":["Slow"],"IntervalSeconds":2,"MaxAttempts":2}],
       "Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"Next":"B"},
  "B":{"Type":"Pass","End":true},
  "C":{"Type":"Fail","Error":"Gone","Cause":"for good"}}})";

constexpr std::string_view kMap = R"({"StartAt":"M","States":{
  "M":{"Type":"Map","MaxConcurrency":2,"Retry":[{"ErrorEquals":["Again"],"IntervalSeconds":1,"MaxAttempts":1}],
    "Catch":[{"ErrorEquals":["States.ALL"],"Next":"End"}],
    "ItemProcessor":{"StartAt":"T","States":{
      "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"P"},
      "P":{"Type":"Pass","End":true}}},"Next":"End"},
  "End":{"Type":"Pass","End":true}}})";

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("a task that succeeds at its second attempt") {
    const auto run =
        test::run(kChain, R"({"x":1})", test::Script().fail("T", "Slow", "once").succeed("T", "2"));
    const RunSummary sum = sum_up(run);
    CHECK(sum.status == history::RunStatus::Succeeded);
    CHECK(sum.output.as_string() == "2");
    CHECK(sum.input.as_string() == R"({"x":1})");
    CHECK(counts(sum, "A") == "1/0/1/0/0/0 0+0 0");
    CHECK(counts(sum, "T") == "1/0/1/0/0/0 2+1 1");
    CHECK(counts(sum, "C") == "not entered");
    CHECK(sum.find("T")->first_error->error == "Slow");
    CHECK(sum.find("T")->first_error->cause == "once");
    CHECK(sum.find("T")->total_time == 2000);
    CHECK(sum.transitions == 4);
    CHECK(transitions(sum) == ">A A>T T>B");
    CHECK(sum.duration() == 2000);
    CHECK(sum.events == run.events.size());
  }

  TEST_CASE("caught, then failed for good; and how it looks while it runs") {
    const auto run = test::run(kChain, "{}", test::Script().fail("T", "Bad", "first"));
    const RunSummary sum = sum_up(run);
    CHECK(sum.status == history::RunStatus::Failed);
    CHECK(sum.error->error == "Gone");
    CHECK(counts(sum, "T") == "1/0/0/1/0/0 1+0 1");
    CHECK(counts(sum, "C") == "1/0/0/0/1/0 0+0 1");
    CHECK(sum.find("C")->last_outcome == StateOutcome::Failed);
    CHECK(transitions(sum) == ">A A>T T!>C");
    const RunSummary half = sum_up(run, 5);
    CHECK(half.status == history::RunStatus::Running);
    CHECK(counts(half, "T") == "1/1/0/0/0/0 1+0 0");
    CHECK(half.find("T")->last_outcome == StateOutcome::Running);
  }

  TEST_CASE("a Map's iterations: all good") {
    const auto run =
        test::run(kMap, "[1,2,3]", test::Script().succeed("T", "1").succeed("T", "2").succeed("T", "3"));
    const RunSummary sum = sum_up(run);
    CHECK(counts(sum, "M") == "1/0/1/0/0/0 1+0 0");
    CHECK(counts(sum, "T") == "3/0/3/0/0/0 3+0 0");
    CHECK(counts(sum, "P") == "3/0/3/0/0/0 0+0 0");
    const auto& iterations = sum.find("M")->iterations;
    CHECK(iterations.total == 3);
    CHECK(iterations.started == 3);
    CHECK(iterations.succeeded == 3);
    CHECK(transitions(sum) == ">M >T*3 T>P*3 M>End");
  }

  TEST_CASE("a Map whose iteration fails is retried, then caught; what ran beside is aborted") {
    test::Script script;
    script.fail("T", "Again").outcomes["T"].push_back(engine::Outcome::started());  // the second one hangs
    script.fail("T", "Bad", "why").outcomes["T"].push_back(engine::Outcome::started());
    const auto run = test::run(kMap, "[1,2,3]", script);
    INFO(run.types());
    const RunSummary sum = sum_up(run);
    CHECK(sum.status == history::RunStatus::Succeeded);
    CHECK(counts(sum, "M") == "1/0/0/1/0/0 2+1 1");
    CHECK(sum.find("M")->last_error->error == "Bad");
    CHECK(sum.find("M")->last_error->cause == "why");
    CHECK(counts(sum, "T") == "4/0/0/0/2/2 4+0 2");
    CHECK(sum.find("M")->iterations.failed == 2);
    CHECK(sum.find("M")->iterations.aborted == 2);
    CHECK(transitions(sum) == ">M >T*4 M!>End");
  }

  TEST_CASE("nested: the failure of an inner Parallel goes up through a Map to the end of the run") {
    const auto run = test::run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Q","States":{
      "Q":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"X","States":{"X":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}},
        {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}]}}}}}})",
        "[1]", test::Script().fail("X", "Bad"));
    INFO(run.types());
    const RunSummary sum = sum_up(run);
    CHECK(sum.status == history::RunStatus::Failed);
    CHECK(counts(sum, "X") == "1/0/0/0/1/0 1+0 1");
    CHECK(counts(sum, "W") == "1/0/0/0/0/1 0+0 0");
    CHECK(counts(sum, "Q") == "1/0/0/0/1/0 1+0 1");
    CHECK(counts(sum, "M") == "1/0/0/0/1/0 1+0 1");
    CHECK(transitions(sum) == ">M >Q >X >W");
  }

  TEST_CASE("an expression that fails at once fails its state, or is caught; it counts once") {
    const auto run = test::run(R"({"QueryLanguage":"JSONata","StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Arguments":"{% 1 + 'a' %}",
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"M"}],"End":true},
      "M":{"Type":"Map","Items":"{% 1 + 'a' %}","End":true,
        "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}})",
                               "{}");
    INFO(run.links());
    const RunSummary sum = sum_up(run);
    CHECK(counts(sum, "A") == "1/0/0/1/0/0 0+0 1");
    CHECK(counts(sum, "M") == "1/0/0/0/1/0 0+0 1");
    CHECK(transitions(sum) == ">A A!>M");
  }

  TEST_CASE("a Map in a loop") {
    const auto run = test::run(R"json({"StartAt":"L","States":{
      "L":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":300,"Next":"M"}],"Default":"E"},
      "M":{"Type":"Map","ItemsPath":"$.i","ResultPath":"$.r","MaxConcurrency":2,"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"Next":"N"},
      "N":{"Type":"Pass","Parameters":{"i.$":"$.i","n.$":"States.MathAdd($.n, 1)"},"Next":"L"},
      "E":{"Type":"Succeed"}}})json",
                               R"({"n":0,"i":[1,2,3,4,5]})");
    const RunSummary sum = sum_up(run);
    CHECK(sum.status == history::RunStatus::Succeeded);
    CHECK(counts(sum, "M") == "300/0/300/0/0/0 300+0 0");
    CHECK(counts(sum, "P") == "1500/0/1500/0/0/0 0+0 0");
    CHECK(transitions(sum) == ">L L>M*300 >P*1500 M>N*300 N>L*300 L>E");
  }
}
