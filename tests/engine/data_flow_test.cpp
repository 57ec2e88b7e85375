#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::run;
using test::Script;

namespace {

/// Runs one Pass state with the given fields and returns its output as JSON.
std::string pass(const std::string& fields, std::string_view input) {
  const auto result =
      run(R"({"StartAt":"A","States":{"A":{"Type":"Pass",)" + fields + R"("End":true}}})", input);
  return result.status == engine::Status::Succeeded ? to_json(result.output)
                                                    : result.error.cause.value_or("");
}

std::string task(const std::string& fields, std::string_view input, std::string_view answer) {
  const auto result =
      run(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"exec:t",)" + fields + R"("End":true}}})",
          input, Script().succeed("T", answer));
  return result.status == engine::Status::Succeeded ? to_json(result.output)
                                                    : result.error.cause.value_or("");
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("InputPath, Parameters, ResultPath and OutputPath of a Pass") {
    CHECK(pass("", R"({"a":1})") == R"({"a":1})");
    CHECK(pass(R"("InputPath":"$.a",)", R"({"a":{"b":2}})") == R"({"b":2})");
    CHECK(pass(R"("InputPath":null,)", R"({"a":1})") == "{}");
    CHECK(pass(R"("OutputPath":null,)", R"({"a":1})") == "{}");
    CHECK(pass(R"("Result":{"x":[1]},)", R"({"a":1})") == R"({"x":[1]})");
    CHECK(pass(R"("Result":7,"ResultPath":"$.r.s",)", R"({"a":1})") == R"({"a":1,"r":{"s":7}})");
    CHECK(pass(R"("Result":7,"ResultPath":null,)", R"({"a":1})") == R"({"a":1})");
    CHECK(pass(R"x("Parameters":{"k.$":"$.a","lit":"$.a","deep":{"n.$":"States.MathAdd($.a, 2)"}},)x",
               R"({"a":1})") == R"({"k":1,"lit":"$.a","deep":{"n":3}})");
    CHECK(pass(R"("Result":7,"ResultPath":"$.r","OutputPath":"$.r",)", "{}") == "7");
  }

  TEST_CASE("ResultPath writes into the raw input, InputPath only narrows what the task gets") {
    CHECK(task(R"("InputPath":"$.scoped","ResultPath":"$.result",)", R"({"scoped":{"v":1},"other":2})",
               "\"ok\"") == R"({"scoped":{"v":1},"other":2,"result":"ok"})");
  }

  TEST_CASE("ResultSelector shapes the result before ResultPath") {
    CHECK(task(R"("ResultSelector":{"id.$":"$.Payload.id"},"ResultPath":"$.r",)", R"({"a":1})",
               R"({"Payload":{"id":5}})") == R"({"a":1,"r":{"id":5}})");
  }

  TEST_CASE("paths that find nothing end the execution with AWS's sentences") {
    CHECK(pass(R"("InputPath":"$.NoSuch",)", "{}") ==
          "An error occurred while executing the state 'A' (entered at the event id #2). Invalid path "
          "'$.NoSuch' : No results for "
          "path: $['NoSuch']");
    CHECK(pass(R"("OutputPath":"$.no.such.path",)", "{}") ==
          "An error occurred while executing the state 'A' (entered at the event id #2). Invalid path "
          "'$.no.such.path' : Missing "
          "property in path $['no']");
  }

  TEST_CASE("numbers keep their form, objects the order of their members") {
    CHECK(pass("", R"({"b":0.0,"a":1.10,"z":-0,"big":123456789012345678901234567890})") ==
          R"({"b":0.0,"a":1.1,"z":0,"big":123456789012345678901234567890})");
  }

  TEST_CASE("the context object names the execution, the state, the item") {
    const std::string text = pass(R"("Parameters":{"c.$":"$$"},)", R"({"a":1})");
    CHECK(
        text ==
        R"({"c":{"Execution":{"Id":"arn:run","Input":{"a":1},"StartTime":"2023-11-14T22:13:20.000Z","Name":"run","RoleArn":"arn:role",)"
        R"("RedriveCount":0},"StateMachine":{"Id":"arn:test","Name":"test"},"State":{"Name":"A","EnteredTime":)"
        R"("2023-11-14T22:13:20.000Z"}}})");
    const auto mapped =
        run(R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemSelector":{"i.$":"$$.Map.Item.Index","v.$":
      "$$.Map.Item.Value","all.$":"$.k"},"ItemsPath":"$.items","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
      {"StartAt":"Q","States":{"Q":{"Type":"Pass","Parameters":{"in.$":"$","index.$":"$$.Map.Item.Index"},"End":true}}}],"End":true}}},
      "End":true}}})",
            R"({"items":["x","y"],"k":9})");
    CHECK(to_json(mapped.output) ==
          R"([[{"in":{"i":0,"v":"x","all":9},"index":0}],[{"in":{"i":1,"v":"y","all":9},"index":1}]])");
  }

  TEST_CASE("variables: set on the way out, read by later states, in the scope that set them") {
    const auto result = run(R"({"StartAt":"A","States":{
      "A":{"Type":"Pass","Result":{"n":1},"Assign":{"x.$":"$.n","y":"lit"},"Next":"B"},
      "B":{"Type":"Pass","Assign":{"x":2,"old.$":"$x"},"Next":"P"},
      "P":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Parameters":{"outer.$":"$x"},"Assign":{"inner":3},
        "End":true}}}],"Next":"Z"},
      "Z":{"Type":"Pass","Parameters":{"x.$":"$x","old.$":"$old","y.$":"$y","in.$":"$[0].outer"},"End":true}}})",
                            "{}");
    CHECK(to_json(result.output) == R"({"x":2,"old":1,"y":"lit","in":2})");
    CHECK(
        result.lines[2].find(
            R"("assignedVariables":{"x":"1","y":"\"lit\""},"assignedVariablesDetails":{"truncated":false})") !=
        std::string::npos);
  }

  TEST_CASE("random numbers depend on the seed and the state alone") {
    const char* definition =
        R"x({"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"u.$":"States.UUID()","v.$":"States.UUID()"},
      "End":true}}})x";
    const auto first = run(definition, "{}", {}, {.seed = 7});
    const auto again = run(definition, "{}", {}, {.seed = 7});
    const auto other = run(definition, "{}", {}, {.seed = 8});
    CHECK(to_json(first.output) == to_json(again.output));
    CHECK(to_json(first.output) != to_json(other.output));
    CHECK(first.output.find("u")->as_string() != first.output.find("v")->as_string());
  }
}
