// JSONata states: their data flow, and what happens when an expression fails.
#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::run;
using test::Script;

namespace {

std::string query_machine(std::string_view states) {
  return R"({"QueryLanguage":"JSONata","StartAt":"A","States":{)" + std::string(states) + "}}";
}

std::string output_of(std::string_view states, std::string_view input = "{}",
                      const Script& script = Script()) {
  const auto result = run(query_machine(states), input, script);
  return result.status == engine::Status::Succeeded ? to_json(result.output)
                                                    : *result.error.error + ": " + *result.error.cause;
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("JSONata: Output replaces, Assign sees the old variables") {
    CHECK(
        output_of(
            R"j("A":{"Type":"Pass","Assign":{"x":"{% $states.input.n + 1 %}"},"Output":{"kept":[1,"{% $states.input.n %}"]},
      "Next":"B"},"B":{"Type":"Pass","Assign":{"x":"{% $x * 10 %}","y":"{% $x %}"},"Next":"C"},
      "C":{"Type":"Succeed","Output":"{% {'x': $x, 'y': $y, 'in': $states.input} %}"})j",
            R"({"n":4})") == R"({"x":50,"y":5,"in":{"kept":[1,4]}})");
  }

  TEST_CASE("JSONata: a task's Arguments, result and context") {
    CHECK(output_of(R"j("A":{"Type":"Task","Resource":"exec:true","Arguments":{"a":"{% $states.input.n %}"},
      "Output":"{% [$states.input.n, $states.result.ok, $states.context.State.Name] %}","End":true})j",
                    R"({"n":4})", Script().succeed("A", R"({"ok":true})")) == R"([4,true,"A"])");
  }

  TEST_CASE("JSONata: Choice takes the rule's Output and Assign, its own with Default") {
    const std::string choice =
        R"j("A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input > 5 %}","Next":"B",
      "Assign":{"v":"rule"},"Output":"{% $states.input * 2 %}"}],"Default":"B","Assign":{"v":"default"},"Output":0},
      "B":{"Type":"Pass","Output":"{% [$v, $states.input] %}","End":true})j";
    CHECK(output_of(choice, "6") == R"(["rule",12])");
    CHECK(output_of(choice, "5") == R"(["default",0])");
  }

  TEST_CASE("JSONata: a Map's Items and ItemSelector") {
    CHECK(output_of(R"j("A":{"Type":"Map","Items":"{% [1..3] %}","MaxConcurrency":"{% 1 + 1 %}",
      "ItemSelector":{"i":"{% $states.context.Map.Item.Index %}","v":"{% $states.context.Map.Item.Value %}"},
      "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","Output":"{% $states.input.i * $states.input.v %}","End":true}}},
      "Output":"{% $sum($states.result) %}","End":true})j") == "8");
  }

  TEST_CASE("JSONata: a Catcher reads the error") {
    CHECK(
        output_of(
            R"j("A":{"Type":"Task","Resource":"exec:true","End":true,"Catch":[{"ErrorEquals":["Boom"],"Next":"B",
      "Output":"{% $states.errorOutput.Error & '/' & $states.errorOutput.Cause & '/' & $states.input %}"}]},"B":{"Type":"Succeed"})j",
            R"("in")", Script().fail("A", "Boom", "why")) == R"("Boom/why/in")");
  }

  TEST_CASE("JSONata: what is undefined fails with the field's name, and the event is linked as recorded") {
    const auto result =
        run(query_machine(R"("A":{"Type":"Pass","Output":{"a":[1,{"b":"{% $nope %}"}]},"End":true})"), "{}");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:PassStateEntered<0 3:EvaluationFailed<0 4:ExecutionFailed<3");
    CHECK(result.error.error == "States.QueryEvaluationError");
    CHECK(result.error.cause ==
          "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata "
          "expression '$nope' specified for "
          "the field 'Output/a[1]/b' returned nothing (undefined).");
  }

  TEST_CASE("JSONata: causes say what was wanted or what was thrown") {
    const auto ends = [](std::string_view state, std::string_view end) {
      const std::string text = output_of(std::string(state));
      CAPTURE(text);
      return text.ends_with(end);
    };
    CHECK(
        ends(R"("A":{"Type":"Choice","Choices":[{"Condition":"{% 1 %}","Next":"B"}]},"B":{"Type":"Succeed"})",
             "'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was "
             "'number' for value: 1"));
    CHECK(ends(R"("A":{"Type":"Pass","Output":"{% 'a' + 1 %}","End":true})",
               "threw an error during evaluation. T2001: The left side of the \"+\" operator must evaluate "
               "to a number"));
    CHECK(ends(R"("A":{"Type":"Pass","Output":"{% $f := function(){1} %}","End":true})",
               "returned an unsupported result type."));
    CHECK(ends(
        R"("A":{"Type":"Wait","Timestamp":"{% 'noon' %}","End":true})",
        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: noon"));
    CHECK(
        ends(R"("A":{"Type":"Fail","Error":"{% 5 %}"})", "Expected 'string', but was 'number' for value: 5"));
    CHECK(ends(R"("A":{"Type":"Task","Resource":"exec:true","TimeoutSeconds":"{% -1 %}","End":true})",
               "The TimeoutSeconds field does not reference a positive value: -1"));
  }

  TEST_CASE("JSONata: failures are retried, then caught, each attempt with its event") {
    const auto result =
        run(query_machine(R"("A":{"Type":"Task","Resource":"exec:true","Arguments":"{% $nope %}","End":true,
      "Retry":[{"ErrorEquals":["States.QueryEvaluationError"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}]},
      "B":{"Type":"Succeed"})"),
            "{}");
    CHECK(result.status == engine::Status::Succeeded);
    CHECK(result.types() ==
          "ExecutionStarted TaskStateEntered EvaluationFailed EvaluationFailed TaskStateExited "
          "SucceedStateEntered SucceedStateExited "
          "ExecutionSucceeded");
  }

  TEST_CASE("JSONata: a Map whose Items are no array, an ItemSelector that fails in its second iteration") {
    const std::string processor =
        R"("ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Wait","Seconds":9,"End":true}}},"End":true})";
    CHECK(run(query_machine(R"("A":{"Type":"Map","Items":"{% 1 %}",)" + processor), "{}").links() ==
          "1:ExecutionStarted<0 2:MapStateEntered<0 3:EvaluationFailed<0 4:MapStateFailed<3 "
          "5:ExecutionFailed<4");
    const auto result = run(
        query_machine(
            R"j("A":{"Type":"Map","Catch":[{"ErrorEquals":["States.ALL"],"Next":"H"}],"Items":"{% [1,0] %}",
          "ItemSelector":{"x":"{% $states.context.Map.Item.Value = 1 ? 1 : $nope %}"},)j" +
            processor + R"(,"H":{"Type":"Succeed"})"),
        "{}");
    CHECK(result.status == engine::Status::Succeeded);
    CHECK(result.types() ==
          "ExecutionStarted MapStateEntered MapStateStarted MapIterationStarted MapIterationStarted "
          "EvaluationFailed MapIterationFailed "
          "MapIterationAborted MapStateFailed MapStateExited SucceedStateEntered SucceedStateExited "
          "ExecutionSucceeded");
  }
}
