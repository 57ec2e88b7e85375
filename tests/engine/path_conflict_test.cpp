// States.ReferencePathConflict: a ResultPath that its input has no place for, an ItemsPath that is not there.
#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::outcome;
using test::run;
using test::Script;

namespace {

std::string conflict(const std::string& cause) { return "States.ReferencePathConflict: " + cause; }

std::string machine_of(const std::string& fields) {
  return R"({"StartAt":"S","States":{"S":{)" + fields + R"(},"Z":{"Type":"Succeed"}}})";
}

std::string state(const std::string& fields, std::string_view input, const Script& script = Script()) {
  return outcome(run(machine_of(fields), input, script));
}

const std::string kIterations =
    R"(,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true)";

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("ResultPath into what is no object") {
    const std::string pass = R"("Type":"Pass","Result":1,"ResultPath":"$.sum.total","End":true)";
    CHECK(state(pass, R"("text")") ==
          conflict(R"(Unable to apply ReferencePath $.sum.total to input "text")"));
    CHECK(state(pass, "null") == conflict("Unable to apply ReferencePath $.sum.total to input null"));
    CHECK(state(pass, "[1,2]") == conflict(R"(Unable to apply step "sum" to input [1,2])"));
    CHECK(state(pass, R"({"sum":5})") == conflict(R"(Unable to apply step "total" to input {"sum":5})"));
    CHECK(state(pass, R"({"a":1})") == R"({"a":1,"sum":{"total":1}})");
    CHECK(state(R"("Type":"Pass","Result":1,"ResultPath":"$.a[2]","End":true)", R"({"a":[0]})") ==
          conflict(R"(Unable to apply step 2 to input {"a":[0]})"));
    CHECK(state(R"("Type":"Pass","InputPath":"$.a","ResultPath":"$.list[0]","End":true)", R"({"a":"x"})") ==
          R"({"a":"x","list":["x"]})");
  }

  TEST_CASE("ItemsPath that is not there") {
    const auto items = [](const std::string& path, std::string_view input) {
      return state(R"("Type":"Map","ItemsPath":")" + path + '"' + kIterations, input);
    };
    CHECK(items("$.l", R"({"k":"v"})") == conflict(R"(Unable to apply step "l" to input {"k":"v"})"));
    CHECK(items("$.found.l", R"({"found":{"status":500}})") ==
          conflict(R"(Unable to apply step "l" to input {"found":{"status":500}})"));
    CHECK(items("$.l[1]", R"({"l":[[1]]})") == conflict(R"(Unable to apply step 1 to input {"l":[[1]]})"));
    CHECK(items("$.l", "7") == conflict("Unable to apply ReferencePath $.l to input 7"));
    CHECK(items("$.l[0]", R"({"l":[[1,2]]})") == "[1,2]");
    // After InputPath.
    CHECK(state(R"("Type":"Map","InputPath":"$.in","ItemsPath":"$.l")" + kIterations, R"({"in":{"x":1}})") ==
          conflict(R"(Unable to apply step "l" to input {"x":1})"));
    // What is there, but cannot be run over, is another error.
    CHECK(items("$.l", R"({"l":7})")
              .starts_with("States.Runtime: An error occurred while executing the state 'S' "));
  }

  TEST_CASE("a path conflict fails the execution after the last event; no Retry and no Catch sees it") {
    const std::string handlers =
        R"(,"Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ReferencePathConflict"],"Next":"Z"},)"
        R"({"ErrorEquals":["States.ALL"],"Next":"Z"}])";
    const auto written = run(
        machine_of(
            R"("Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","ResultPath":"$.r")" +
            handlers + R"(,"End":true)"),
        "[1]", Script().succeed("S", "2"));
    CHECK(written.links() ==
          "1:ExecutionStarted<0 2:TaskStateEntered<0 3:LambdaFunctionScheduled<2 4:LambdaFunctionStarted<3 "
          "5:LambdaFunctionSucceeded<4 6:ExecutionFailed<5");
    const auto read = run(machine_of(R"("Type":"Map","ItemsPath":"$.l")" + handlers + kIterations), "{}");
    CHECK(read.links() == "1:ExecutionStarted<0 2:MapStateEntered<0 3:ExecutionFailed<2");
    const auto inside = run(
        machine_of(
            R"("Type":"Map")" + handlers +
            R"(,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","Result":1,"ResultPath":"$.r","End":true}}},"End":true)"),
        R"(["x"])");
    CHECK(inside.links() ==
          "1:ExecutionStarted<0 2:MapStateEntered<0 3:MapStateStarted<2 4:MapIterationStarted<3 "
          "5:PassStateEntered<4 6:ExecutionFailed<5");
    CHECK(outcome(inside) == conflict(R"(Unable to apply ReferencePath $.r to input "x")"));
  }

  TEST_CASE(
      "a Catch whose ResultPath has no place fails the execution with that, not with the caught error") {
    const std::string caught =
        R"("Type":"Task","Resource":"exec:t","Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Z"}],"End":true)";
    const Script failing = Script().fail("S", "Boom", "why");
    CHECK(state(caught, "[1]", failing) == conflict(R"(Unable to apply step "error" to input [1])"));
    CHECK(state(caught, "3", failing) == conflict("Unable to apply ReferencePath $.error to input 3"));
    CHECK(state(caught, R"({"a":1})", failing) == R"({"a":1,"error":{"Error":"Boom","Cause":"why"}})");
  }
}
