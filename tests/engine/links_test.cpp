// The order of events and the links between them, as AWS's recorded histories have them.
#include <doctest/doctest.h>

#include "support/scripted_run.h"

using namespace pawl;
using test::run;
using test::Script;

TEST_SUITE("engine") {
  TEST_CASE("a chain links each event to the one before; the first state to nothing") {
    const auto result =
        run(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}})", "{}");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:PassStateEntered<0 3:PassStateExited<2 4:SucceedStateEntered<3 "
          "5:SucceedStateExited<4 "
          "6:ExecutionSucceeded<5");
  }

  TEST_CASE("a task shows its schedule, start and end; a retry follows the failure directly") {
    const auto result =
        run(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
      "Retry":[{"ErrorEquals":["Boom"],"IntervalSeconds":5,"MaxAttempts":1}],"End":true}}})",
            "{}", Script().fail("T", "Boom", "no").succeed("T", "7"));
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:TaskStateEntered<0 3:TaskScheduled<2 4:TaskStarted<3 5:TaskFailed<4 "
          "6:TaskScheduled<5 "
          "7:TaskStarted<6 8:TaskSucceeded<7 9:TaskStateExited<8 10:ExecutionSucceeded<9");
    CHECK(result.elapsed == 5000);
    CHECK(result.output.as_int64() == 7);
  }

  TEST_CASE("an empty Map: its success and its exit both point to its start") {
    const auto result = run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass",
      "End":true}}},"End":true}}})",
        "[]");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:MapStateEntered<0 3:MapStateStarted<2 4:MapStateSucceeded<3 "
          "5:MapStateExited<3 "
          "6:ExecutionSucceeded<5");
  }

  TEST_CASE("an iteration that takes another's place points to the last state event of that one") {
    const auto result = run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemProcessor":{"StartAt":"P","States":{
      "P":{"Type":"Pass","End":true}}},"End":true}}})",
        "[1,2]");
    CHECK(
        result.links() ==
        "1:ExecutionStarted<0 2:MapStateEntered<0 3:MapStateStarted<2 4:MapIterationStarted<3 "
        "5:PassStateEntered<4 "
        "6:PassStateExited<5 7:MapIterationSucceeded<6 8:MapIterationStarted<6 9:PassStateEntered<8 "
        "10:PassStateExited<9 "
        "11:MapIterationSucceeded<10 12:MapStateSucceeded<11 13:MapStateExited<11 14:ExecutionSucceeded<13");
    CHECK(result.output.items().size() == 2);
  }

  TEST_CASE(
      "a task that fails in a branch: TaskStateAborted, then the Parallel, both linked to the failure") {
    const auto result = run(
        R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task",
      "Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"H"}],"End":true},
      "H":{"Type":"Pass","End":true}}})",
        "{}", Script().fail("T", "Boom", "why"));
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:ParallelStateEntered<0 3:ParallelStateStarted<2 4:TaskStateEntered<3 "
          "5:TaskScheduled<4 "
          "6:TaskStarted<5 7:TaskFailed<6 8:TaskStateAborted<7 9:ParallelStateFailed<7 "
          "10:ParallelStateExited<9 "
          "11:PassStateEntered<10 12:PassStateExited<11 13:ExecutionSucceeded<12");
    CHECK(result.output.find("Cause")->as_string() == "why");
  }

  TEST_CASE("a retried Parallel starts again from the failing event, without a ParallelStateFailed between") {
    const auto result = run(
        R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail",
      "Error":"E"}}}],"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"End":true}}})",
        "{}");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:ParallelStateEntered<0 3:ParallelStateStarted<2 4:FailStateEntered<3 "
          "5:ParallelStateStarted<4 "
          "6:FailStateEntered<5 7:ParallelStateFailed<6 8:ExecutionFailed<7");
    CHECK(result.error.error == "E");
  }

  TEST_CASE("siblings of a failing iteration are aborted and their tasks cancelled") {
    const auto result = run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task",
      "Resource":"exec:true","End":true}}},"End":true}}})",
        "[1,2,3]", Script().fail("T", "Boom"));
    CHECK(result.status == engine::Status::Failed);
    CHECK(result.types().find(
              "TaskFailed TaskStateAborted MapIterationFailed TaskStateAborted MapIterationAborted "
              "TaskStateAborted MapIterationAborted MapStateFailed ExecutionFailed") != std::string::npos);
    CHECK(result.cancelled == std::vector<std::string>{"T", "T"});
  }

  TEST_CASE("States.Runtime ends everything at once: no Retry, no Catch, no event of the states around") {
    const auto result = run(
        R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass",
      "Parameters":{"m.$":"$.nope"},"End":true}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"H"}],"End":true},
      "H":{"Type":"Pass","End":true}}})",
        R"({"x":"a"})");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:ParallelStateEntered<0 3:ParallelStateStarted<2 4:PassStateEntered<3 "
          "5:ExecutionFailed<4");
    CHECK(result.error.error == "States.Runtime");
    CHECK(result.error.cause ==
          "An error occurred while executing the state 'A' (entered at the event id #4). The JSONPath "
          "'$.nope' specified for "
          "the field 'm.$' could not be found in the input '{\"x\":\"a\"}'");
  }

  TEST_CASE("a Parallel whose ResultSelector fails keeps its success; the failure points to it") {
    const auto result = run(
        R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass",
      "End":true}}}],"ResultSelector":{"m.$":"$.nope"},"End":true}}})",
        "{}");
    CHECK(result.links().ends_with("6:ParallelStateSucceeded<5 7:ExecutionFailed<6"));
  }

  TEST_CASE("stopping from outside records one event that links to nothing") {
    const auto result = run(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}})", "{}",
                            {}, {.stop_after = 1000});
    CHECK(result.status == engine::Status::Aborted);
    CHECK(result.links() == "1:ExecutionStarted<0 2:WaitStateEntered<0 3:ExecutionAborted<0");
    CHECK(result.cancelled == std::vector<std::string>{"W"});
  }

  TEST_CASE("where a slice is cut never shows in the history") {
    const char* definition = R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
      {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Wait","Seconds":3,"Next":"C"},"C":{"Type":"Pass","End":true}}},
      {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemsPath":"$.items","ItemProcessor":{"StartAt":"X","States":{
        "X":{"Type":"Task","Resource":"exec:x","Next":"Y"},"Y":{"Type":"Pass","End":true}}},"End":true}}}],"End":true}}})";
    Script script;
    for (int i = 0; i < 5; ++i) script.succeed("X", std::to_string(i));
    const auto whole = run(definition, R"({"items":[1,2,3,4,5]})", script);
    const auto cut = run(definition, R"({"items":[1,2,3,4,5]})", script, {.slice = 1});
    CHECK(whole.status == engine::Status::Succeeded);
    CHECK(whole.lines == cut.lines);
  }
}
