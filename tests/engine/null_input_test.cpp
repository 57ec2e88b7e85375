// A null input: paths that start there fail in AWS's words, whatever the field; what only hands it on works.
#include <doctest/doctest.h>

#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using test::outcome;
using test::run;
using test::Script;

namespace {

/// What a state with these fields makes of the input null.
std::string of_null(const std::string& fields, const Script& script = Script()) {
  return outcome(
      run(R"({"StartAt":"S","States":{"S":{)" + fields + R"(},"Z":{"Type":"Succeed"}}})", "null", script));
}

constexpr std::string_view kNull =
    "States.Runtime: An error occurred while executing the state 'S' (entered at the event id #2). Unable to "
    "apply Path transformation to null or empty input.";

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("null is handed on by states that apply no path to it") {
    CHECK(of_null(R"("Type":"Pass","Next":"Z")") == "null");
    CHECK(of_null(R"("Type":"Pass","InputPath":"$","OutputPath":"$","End":true)") == "null");
    CHECK(of_null(R"("Type":"Pass","InputPath":null,"Next":"Z")") == "{}");
    CHECK(of_null(R"("Type":"Pass","Parameters":{"a":1},"End":true)") == R"({"a":1})");
    CHECK(of_null(R"("Type":"Pass","Parameters":{"s.$":"$$.State.Name"},"End":true)") == R"({"s":"S"})");
    CHECK(of_null(R"("Type":"Wait","Seconds":0,"Next":"Z")") == "null");
    CHECK(
        of_null(
            R"("Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}],"End":true)") ==
        "[null]");
    CHECK(of_null(R"("Type":"Task","Resource":"exec:t","End":true)", Script().succeed("S", "null")) ==
          "null");
    CHECK(of_null(
              R"("Type":"Choice","Choices":[{"Variable":"$$.State.Name","StringEquals":"S","Next":"Z"}])") ==
          "null");
  }

  TEST_CASE("a path of a null input is States.Runtime, whatever the field") {
    for (
        const char* fields : {
            R"("Type":"Pass","InputPath":"$.a","End":true)",
            R"("Type":"Pass","OutputPath":"$.a","End":true)",
            R"("Type":"Succeed","OutputPath":"$[*]")",
            R"("Type":"Pass","Parameters":{"a":{"b.$":"$"}},"End":true)",
            R"("Type":"Pass","Parameters":{"a.$":"$.l[*]"},"End":true)",
            R"x("Type":"Pass","Parameters":{"a.$":"States.Format('{}', $.b)"},"End":true)x",
            R"("Type":"Pass","Assign":{"v.$":"$"},"End":true)",
            R"("Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Next":"Z"}],"Default":"Z")",
            R"("Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":false,"Next":"Z"}],"Default":"Z")",
            R"("Type":"Choice","Choices":[{"Not":{"Variable":"$.a","IsPresent":true},"Next":"Z"}],"Default":"Z")",
            R"("Type":"Choice","Choices":[{"Variable":"$$.State.Name","StringEqualsPath":"$.a","Next":"Z"}],"Default":"Z")",
            R"("Type":"Wait","SecondsPath":"$.s","Next":"Z")",
            R"("Type":"Wait","TimestampPath":"$.t","Next":"Z")",
            R"("Type":"Task","Resource":"exec:t","TimeoutSecondsPath":"$.t","End":true)",
            R"("Type":"Fail","ErrorPath":"$.e")",
            R"("Type":"Map","ItemsPath":"$.l","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true)",
        }) {
      CAPTURE(fields);
      CHECK(of_null(fields) == kNull);
    }
  }

  TEST_CASE("null results count as null input of the fields that read them") {
    const auto answered = [](const std::string& fields) {
      return outcome(run(
          R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"exec:t",)" + fields + R"("End":true}}})",
          R"({"a":1})", Script().succeed("S", "null")));
    };
    CHECK(answered(R"("ResultPath":"$.r",)") == R"({"a":1,"r":null})");
    CHECK(answered(R"("ResultSelector":{"ok":true},)") == R"({"ok":true})");
    CHECK(answered(R"("ResultSelector":{"id.$":"$.id"},)") == kNull);
    CHECK(answered(R"("OutputPath":"$.Payload",)") == kNull);
    CHECK(answered(R"("ResultPath":"$.r","OutputPath":"$.r",)") == "null");
  }

  TEST_CASE("no Catch sees that a null input has no paths, and the history ends at once") {
    const auto result =
        run(R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"S","States":{
      "S":{"Type":"Task","Resource":"exec:t","Parameters":{"a.$":"$.a"},"End":true}}}],
      "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],"Next":"Z"},"Z":{"Type":"Succeed"}}})",
            "null");
    CHECK(result.links() ==
          "1:ExecutionStarted<0 2:ParallelStateEntered<0 3:ParallelStateStarted<2 4:TaskStateEntered<3 "
          "5:ExecutionFailed<4");
    CHECK(result.error.error == "States.Runtime");
  }

  TEST_CASE("JSONata reads null as any value") {
    CHECK(
        of_null(
            R"j("Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input = null %}","End":true)j") ==
        "true");
  }
}
