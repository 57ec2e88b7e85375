#include "explore/explorer.h"

#include <doctest/doctest.h>

#include "coverage/report.h"
#include "explore/report.h"
#include "support/definition.h"
#include "support/json.h"
#include "value/dump.h"

using namespace pawl;
using coverage::CoveragePoints;
using explore::Exploration;
using explore::ExploredCase;
using testing_support::Json;

namespace {

struct Explored {
  explicit Explored(const std::string& text, const explore::ExploreBounds& bounds = {})
      : definition(test::define(text)),
        points(*definition.machine, definition.document),
        found(explore::explore(*definition.machine, definition.document, points, bounds)) {}

  [[nodiscard]] std::string numbers() const { return coverage::CoverageNumbers(points, found.counts).text(); }
  /// "point: reason", one a line.
  [[nodiscard]] std::string reasons() const {
    std::string out;
    for (const explore::Unreached& one : found.unreached)
      out += points.all()[one.point].text + ": " + one.reason + "\n";
    return out;
  }
  [[nodiscard]] std::string names() const {
    std::string out;
    for (const ExploredCase& one : found.cases) out += one.name + "\n";
    return out;
  }

  test::Definition definition;
  CoveragePoints points;
  Exploration found;
};

std::string states(std::string_view text) {
  return R"({"StartAt":"A","States":{)" + std::string(text) + "}}";
}

}  // namespace

TEST_SUITE("explore") {
  TEST_CASE("values are traced through the data flow to a task's result and to the input") {
    const Explored explored(states(R"(
      "A":{"Type":"Pass","Parameters":{"order":{"size.$":"$.items[0].quantity"},"all.$":"$"},"ResultPath":"$.a",
           "OutputPath":"$.a","Next":"B"},
      "B":{"Type":"Task","Resource":"exec:b","InputPath":"$.all","ResultSelector":{"state.$":"$.Payload.body.state"},
           "ResultPath":"$.result","Next":"C"},
      "C":{"Type":"Choice","Choices":[
        {"And":[{"Variable":"$.result.state","StringEquals":"DONE"},
                {"Variable":"$.all.items[0].quantity","NumericGreaterThan":41}],"Next":"Many"},
        {"Variable":"$.result.state","StringMatches":"FAILED-*","Next":"Failed"},
        {"Variable":"$.all.hint","IsPresent":true,"Next":"Hinted"}],"Default":"Other"},
      "Many":{"Type":"Succeed"},"Failed":{"Type":"Fail"},"Hinted":{"Type":"Succeed"},"Other":{"Type":"Succeed"})"));
    CHECK(explored.numbers() == "states 7/7, transitions 6/6, rules 6/6");
    CHECK(explored.reasons() == "");
    CHECK(explored.found.cases.size() == 4);
    const auto many = std::ranges::find_if(explored.found.cases, [](const ExploredCase& one) {
      return to_json(one.scenario.input).find("42") != std::string::npos;
    });
    REQUIRE(many != explored.found.cases.end());
    CHECK(to_json(many->scenario.answer(1, 0).result) == R"({"Payload":{"body":{"state":"DONE"}}})");
  }

  TEST_CASE("Catch after all retries, each entry of Retry, and the errors of what is inside") {
    const Explored explored(states(R"(
      "A":{"Type":"Task","Resource":"exec:a","Next":"P",
        "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2},{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],
        "Catch":[{"ErrorEquals":["Busy"],"Next":"H"},{"ErrorEquals":["States.ALL"],"Next":"H"}]},
      "P":{"Type":"Parallel","Next":"Z","Catch":[{"ErrorEquals":["Inner"],"Next":"H"}],
        "Branches":[{"StartAt":"I","States":{"I":{"Type":"Task","Resource":"exec:i","End":true,
          "Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":3}]}}}]},
      "Z":{"Type":"Succeed"},"H":{"Type":"Pass","End":true})"));
    CHECK(explored.numbers() == "states 5/5, transitions 5/5, retries 3/3");
    CHECK(explored.reasons() == "");
  }

  TEST_CASE("loops are left again") {
    const Explored explored(states(R"(
      "A":{"Type":"Task","Resource":"exec:start","ResultPath":"$.job","Next":"W"},
      "W":{"Type":"Wait","Seconds":2592000,"Next":"G"},
      "G":{"Type":"Task","Resource":"exec:get","ResultPath":"$.job","Next":"C"},
      "C":{"Type":"Choice","Choices":[{"Variable":"$.job.status","StringEquals":"SUCCEEDED","Next":"Z"},
        {"Variable":"$.job.status","StringEquals":"FAILED","Next":"F"}],"Default":"W"},
      "Z":{"Type":"Succeed"},"F":{"Type":"Fail"})"));
    CHECK(explored.numbers() == "states 6/6, transitions 6/6, rules 4/4");
  }

  TEST_CASE("JSONata: conditions, variables and JSON in a text") {
    const Explored explored(R"({"QueryLanguage":"JSONata","StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"exec:a","Arguments":{"id":"{% $states.input.order.id %}"},
           "Assign":{"level":"{% $parse($states.result.body).risk.level %}","count":"{% $sum($states.input.prices) %}"},
           "Output":"{% $states.input %}","Next":"C"},
      "C":{"Type":"Choice","Choices":[
        {"Condition":"{% $level > 7 and $exists($states.input.order.reviewer) %}","Next":"Z"},
        {"Condition":"{% $not($states.input.order.kind in ['gift', 'sample']) %}","Next":"Y"}],"Default":"X"},
      "X":{"Type":"Succeed"},"Y":{"Type":"Succeed"},"Z":{"Type":"Succeed"}}})");
    CHECK(explored.numbers() == "states 5/5, transitions 4/4, rules 4/4");
    CHECK(explored.reasons() == "");
  }

  TEST_CASE("Maps get items, read ones too, and their children fail") {
    const Explored explored(states(R"(
      "A":{"Type":"Map","ItemsPath":"$.orders","Next":"D",
        "ItemSelector":{"price.$":"$$.Map.Item.Value.price","limit.$":"$.limit"},
        "ItemProcessor":{"StartAt":"C","States":{
          "C":{"Type":"Choice","Choices":[{"Variable":"$.price","NumericGreaterThanPath":"$.limit","Next":"F"}],
               "Default":"S"},
          "F":{"Type":"Fail","Error":"TooDear"},"S":{"Type":"Pass","End":true}}},
        "Catch":[{"ErrorEquals":["TooDear"],"Next":"D","ResultPath":null}]},
      "D":{"Type":"Map","Next":"Z","Retry":[{"ErrorEquals":["States.ItemReaderFailed"]}],
        "Catch":[{"ErrorEquals":["States.ExceedToleratedFailureThreshold"],"Next":"H"}],
        "ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket.$":"$.bucket"}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"exec:t","Parameters":{"key.$":"$.Key"},"End":true}}}},
      "H":{"Type":"Pass","End":true},"Z":{"Type":"Succeed"})"));
    CHECK(explored.numbers() == "states 8/8, transitions 6/6, rules 2/2, retries 1/1");
    CHECK(explored.reasons() == "");
  }

  TEST_CASE("what cannot be reached is listed with the reason") {
    const Explored explored(states(R"(
      "A":{"Type":"Pass","Result":{"x":1},"Next":"C"},
      "C":{"Type":"Choice","Choices":[{"Variable":"$.x","NumericEquals":2,"Next":"N"}],"Default":"T"},
      "N":{"Type":"Pass","Next":"Z"},
      "T":{"Type":"Task","Resource":"exec:t","Next":"M","Catch":[{"ErrorEquals":["E"],"Next":"Z"},
        {"ErrorEquals":["E"],"Next":"Z"}],
        "Retry":[{"ErrorEquals":["E"],"MaxAttempts":0}]},
      "M":{"Type":"Map","Next":"Z","Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],
        "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}},
      "Z":{"Type":"Succeed"})"));
    CHECK(explored.reasons() ==
          "C → N (Choices[0]): no input and no answers were found for which this rule is the first that is "
          "true\n"
          "N → Z: the state is never entered\n"
          "T → Z (Catch[1]): earlier Catchers take every error that this one names, or Retry repeats the "
          "state too "
          "often\n"
          "M → Z (Catch[0]): no Task and no Fail state is inside that could fail\n");
  }

  TEST_CASE("executions that never end are no cases") {
    const Explored explored(states(R"("A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"})"));
    CHECK(explored.found.cases.empty());
    CHECK(
        explored.reasons() ==
        "A → B: only executions that do not end reach it\nB → A: only executions that do not end reach it\n");
  }

  TEST_CASE("the search is bounded, and says so") {
    std::string rules;
    for (int i = 0; i < 60; ++i) {
      rules += R"({"Variable":"$.v)" + std::to_string(i) + R"(","NumericEqualsPath":"$.w)" +
               std::to_string(i) + R"(","Next":"Z"},)";
    }
    rules.pop_back();
    const Explored explored(states(R"("A":{"Type":"Choice","Choices":[)" + rules + R"(],"Default":"Z"},
      "Z":{"Type":"Succeed"})"),
                            {.trials = 20});
    CHECK(explored.found.trials <= 21);
    CHECK(explored.found.was_cut_short);
    CHECK(explored.reasons().find("the search ended before a way was found") != std::string::npos);
  }

  TEST_CASE("a definition gives the same cases again, each with a name of its own") {
    const std::string text = states(R"(
      "A":{"Type":"Choice","Choices":[{"Variable":"$.k","StringEquals":"a","Next":"B"},
        {"Variable":"$.k","StringEquals":"b","Next":"B"}],"Default":"F"},
      "B":{"Type":"Task","Resource":"exec:b","End":true,"Catch":[{"ErrorEquals":["X"],"Next":"F"}]},
      "F":{"Type":"Fail"})");
    const Explored first(text), again(text);
    CHECK(first.names() == again.names());
    CHECK(first.names() == "succeeds\nA → F (Default)\nA → B (Choices[1])\nB → F (Catch[0])\n");
    for (size_t i = 0; i < first.found.cases.size(); ++i)
      CHECK(to_json(first.found.cases[i].scenario.input) == to_json(again.found.cases[i].scenario.input));
  }

  TEST_CASE("the reports of an exploration") {
    const Explored explored(states(R"("A":{"Type":"Task","Resource":"exec:a","Next":"C",
      "Catch":[{"ErrorEquals":["X"],"Next":"F"}]},
      "C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":1,"Next":"Z"}],"Default":"Z"},
      "F":{"Type":"Fail"},"Z":{"Type":"Pass","Result":1,"Next":"Y"},"Y":{"Type":"Choice",
      "Choices":[{"Variable":"$","NumericEquals":1,"Next":"E"}],"Default":"F"},"E":{"Type":"Succeed"})"));
    const std::string text = text_report(explored.points, explored.found);
    CHECK(text.starts_with("coverage: states 6/6, transitions 6/7, rules 3/4 in 3 cases\n"));
    CHECK(
        text.find(
            "test.asl.json:5: not reached: Y → F (Default): no input and no answers were found for which all "
            "rules are false\n") != std::string::npos);
    const Json json(json_report(*explored.definition.machine, explored.points, explored.found));
    CHECK(json["transitions"] == R"({"reached":6,"total":7})");
    CHECK(json["cases"].size() == 3);
    CHECK(json["cases"][0]["name"] == "succeeds");
    CHECK(json["cases"][0]["status"] == "SUCCEEDED");
    bool has_throw = false;
    for (size_t i = 0; i < 3; ++i) {
      const Json one = json["cases"][i];
      if (one["status"] == "FAILED") has_throw = one["mocks"]["A"][0] == R"({"throw":"X"})";
    }
    CHECK(has_throw);
    CHECK(json["unreached"][0]["point"] == "Y → F (Default)");
    CHECK(json["complete"] == "true");
  }
}
