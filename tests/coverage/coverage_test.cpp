#include <doctest/doctest.h>

#include "coverage/recorder.h"
#include "coverage/report.h"
#include "support/definition.h"
#include "support/json.h"
#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using coverage::CoverageCounts;
using coverage::CoverageNumbers;
using coverage::CoveragePoints;
using coverage::CoverageRecorder;
using coverage::MinimumCoverage;
using test::Script;
using testing_support::Json;

namespace {

// A Map inside of a Parallel; the lines are counted from the first one.
const std::string kNested = R"({
  "StartAt": "Prepare",
  "States": {
    "Prepare": {"Type": "Pass", "Next": "Both"},
    "Both": {
      "Type": "Parallel",
      "Branches": [
        {"StartAt": "Items", "States": {
          "Items": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "Size", "States": {
              "Size": {
                "Type": "Choice",
                "Choices": [
                  {"Variable": "$", "NumericGreaterThan": 10, "Next": "Large"},
                  {"Variable": "$", "NumericLessThan": 0, "Next": "Refuse"}
                ],
                "Default": "Small"
              },
              "Large": {
                "Type": "Task",
                "Resource": "exec:large",
                "Retry": [
                  {"ErrorEquals": ["Busy"]},
                  {"ErrorEquals": ["States.ALL"]}
                ],
                "End": true
              },
              "Small": {"Type": "Pass", "End": true},
              "Refuse": {"Type": "Fail", "Error": "Refused"}
            }},
            "End": true
          }
        }},
        {"StartAt": "Notify", "States": {
          "Notify": {"Type": "Task", "Resource": "exec:notify", "End": true}
        }}
      ],
      "Catch": [
        {"ErrorEquals": ["Refused"], "Next": "Undo"},
        {"ErrorEquals": ["States.ALL"], "Next": "Undo"}
      ],
      "Next": "Done"
    },
    "Undo": {"Type": "Pass", "Next": "Done"},
    "Done": {"Type": "Succeed"}
  }
}
)";

struct Covered {
  explicit Covered(const std::string& text, source::Format format = source::Format::Json)
      : definition(test::define(text, format)),
        points(*definition.machine, definition.document),
        recorder(points) {}

  engine::Status run(std::string_view input, Script script = {}, Millis stop_after = 0) {
    return test::run(*definition.machine, input, std::move(script),
                     {.stop_after = stop_after, .observer = &recorder})
        .status;
  }
  [[nodiscard]] std::string numbers() const { return CoverageNumbers(points, recorder.counts()).text(); }
  [[nodiscard]] std::string text() const { return text_report(points, recorder.counts()); }
  [[nodiscard]] uint64_t count(std::string_view text) const {
    for (size_t i = 0; i < points.all().size(); ++i) {
      if (points.all()[i].text == text) return recorder.counts()[i];
    }
    throw "no point " + std::string(text);
  }

  test::Definition definition;
  CoveragePoints points;
  CoverageRecorder recorder;
};

/// The nested machine after a run in which 20 is refused once as busy, and 30 is not.
struct NestedOnce : Covered {
  NestedOnce() : Covered(kNested) {
    Script script;
    script.fail("Large", "Busy").succeed("Large", "1").succeed("Large", "2").succeed("Notify", "3");
    CHECK(run("[5,20,30]", script) == engine::Status::Succeeded);
  }
};

std::string shortfall(std::string_view minimum, const Covered& covered) {
  const auto parsed = MinimumCoverage::parse(minimum);
  if (!parsed) return parsed.error().message;
  return parsed->shortfall(CoverageNumbers(covered.points, covered.recorder.counts()));
}

}  // namespace

TEST_SUITE("coverage") {
  TEST_CASE("a Map within a Parallel, counted by hand") {
    const NestedOnce covered;
    CHECK(covered.numbers() == "states 8/10, transitions 4/8, rules 3/4, retries 1/2");
    CHECK(covered.count("Both") == 1);
    CHECK(covered.count("Size") == 3);
    CHECK(covered.count("Large") == 2);
    CHECK(covered.count("Small") == 1);
    CHECK(covered.count("Prepare → Both") == 1);
    CHECK(covered.count("Both → Done") == 1);
    CHECK(covered.count("Size → Large (Choices[0])") == 2);
    CHECK(covered.count("Size → Small (Default)") == 1);
    CHECK(covered.count("Size: Choices[0] is true") == 2);
    CHECK(covered.count("Size: Choices[0] is false") == 1);
    CHECK(covered.count("Size: Choices[1] is false") == 1);
    CHECK(covered.count("Large: Retry[0]") == 1);
    CHECK(covered.text() == R"(coverage: states 8/10, transitions 4/8, rules 3/4, retries 1/2
  test.asl.json:16: never taken: Size → Refuse (Choices[1])
  test.asl.json:25: never retried: Large: Retry[1]
  test.asl.json:30: never entered: Refuse
  test.asl.json:40: never taken: Both → Undo (Catch[0])
  test.asl.json:41: never taken: Both → Undo (Catch[1])
  test.asl.json:45: never entered: Undo
)");
  }

  TEST_CASE("runs add up, also those that another recorder saw") {
    NestedOnce covered;
    Covered other(kNested);
    CHECK(other.run("[-1]") == engine::Status::Succeeded);
    CHECK(other.numbers() == "states 8/10, transitions 4/8, rules 2/4, retries 0/2");
    CHECK(other.count("Both → Undo (Catch[0])") == 1);
    CHECK(other.count("Both → Done") == 0);

    CoverageCounts sum = covered.recorder.counts();
    coverage::add_counts(sum, other.recorder.counts());
    CHECK(CoverageNumbers(covered.points, sum).text() ==
          "states 10/10, transitions 7/8, rules 4/4, retries 1/2");
    CHECK(text_report(covered.points, sum) ==
          R"(coverage: states 10/10, transitions 7/8, rules 4/4, retries 1/2
  test.asl.json:25: never retried: Large: Retry[1]
  test.asl.json:41: never taken: Both → Undo (Catch[1])
)");
    covered.run("[-1]");
    CHECK(covered.recorder.counts() == sum);
  }

  TEST_CASE("a transition counts when the state is left, not when it was chosen") {
    Covered covered(R"({"QueryLanguage":"JSONata","StartAt":"C","States":{
      "C":{"Type":"Choice","Choices":[{"Condition":true,"Output":"{% $error('no') %}","Next":"T"}]},
      "T":{"Type":"Task","Resource":"exec:t","Next":"D",
           "Catch":[{"ErrorEquals":["A"],"Output":"{% $error('no') %}","Next":"D"}]},
      "D":{"Type":"Succeed"}}})");
    CHECK(covered.run("{}") == engine::Status::Failed);
    CHECK(covered.count("C: Choices[0] is true") == 1);
    CHECK(covered.count("C → T (Choices[0])") == 0);
    CHECK(covered.numbers() == "states 1/3, transitions 0/3, rules 1/2");
  }

  TEST_CASE("what was chosen by a Catcher that failed is forgotten") {
    Covered covered(R"({"QueryLanguage":"JSONata","StartAt":"T","States":{
      "T":{"Type":"Task","Resource":"exec:t","Next":"D",
           "Catch":[{"ErrorEquals":["A"],"Output":"{% $error('no') %}","Next":"D"}]},
      "D":{"Type":"Succeed"}}})");
    Script failing;
    failing.fail("T", "A");
    CHECK(covered.run("{}", failing) == engine::Status::Failed);
    CHECK(covered.count("T → D (Catch[0])") == 0);
    Script working;
    working.succeed("T", "1");
    CHECK(covered.run("{}", working) == engine::Status::Succeeded);
    CHECK(covered.count("T → D (Catch[0])") == 0);
    CHECK(covered.count("T → D") == 1);
  }

  TEST_CASE("an entry of Retry that allows no attempt is none to be reached") {
    Covered covered(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"exec:t","End":true,
      "Retry":[{"ErrorEquals":["A"],"MaxAttempts":0},{"ErrorEquals":["B"]}]}}})");
    Script script;
    script.fail("T", "B").fail("T", "A");
    CHECK(covered.run("{}", script) == engine::Status::Failed);
    CHECK(covered.numbers() == "states 1/1, retries 1/1");
    CHECK(covered.count("T: Retry[1]") == 1);
  }

  TEST_CASE("a state that was entered and aborted is covered, its transition is not") {
    Covered covered(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"Next":"D"},
      "D":{"Type":"Succeed"}}})");
    CHECK(covered.run("{}", {}, 1000) == engine::Status::Aborted);
    CHECK(covered.numbers() == "states 1/2, transitions 0/1");
  }

  TEST_CASE("places in YAML") {
    const Covered covered(R"(StartAt: A
States:
  A:
    Type: Choice
    Choices:
      - Variable: $.a
        IsPresent: true
        Next: B
    Default: B
  B:
    Type: Succeed
)",
                          source::Format::Yaml);
    CHECK(covered.text() == R"(coverage: states 0/2, transitions 0/2, rules 0/2
  test.asl.json:3: never entered: A
  test.asl.json:10: never entered: B
)");
    CHECK(covered.points.all()[1].first_line == 6);
    CHECK(covered.points.all()[1].last_line == 8);
    CHECK(covered.points.all()[2].first_line == 9);
  }

  TEST_CASE("the report as JSON") {
    const NestedOnce covered;
    const Json report(json_report(covered.points, covered.recorder.counts()));
    CHECK(report["definition"] == "test.asl.json");
    CHECK(report["states"] == R"({"reached":8,"total":10})");
    CHECK(report["retries"] == R"({"reached":1,"total":2})");
    CHECK(report["points"].size() == covered.points.all().size());
    CHECK(report["points"][0] == R"({"kind":"state","state":"Prepare","line":4,"count":1})");
    CHECK(report["points"][1] == R"({"kind":"next","state":"Prepare","target":"Both","line":4,"count":1})");
    CHECK(report["points"][4] ==
          R"({"kind":"catch","state":"Both","index":0,"target":"Undo","line":40,"count":0})");
  }

  TEST_CASE("the report as LCOV: states are functions, ways out of them branches, lines the definition's") {
    const NestedOnce covered;
    const std::string report = lcov_report(covered.points, covered.recorder.counts());
    const auto has = [&](std::string_view line) {
      return ("\n" + report).find("\n" + std::string(line) + "\n") != std::string::npos;
    };
    CHECK(report.starts_with("TN:\nSF:test.asl.json\nFN:4,Prepare\nFN:5,Both\n"));
    CHECK(has("FNDA:3,Size"));
    CHECK(has("FNDA:0,Refuse"));
    CHECK(has("FNF:10\nFNH:8"));
    CHECK(has("BRF:10\nBRH:5"));
    CHECK(has("DA:5,1"));
    CHECK(has("DA:12,3"));  // "Size": {
    CHECK(has("DA:15,3"));  // its first rule was looked at three times
    CHECK(has("DA:16,1"));  // its second one once
    CHECK(has("DA:18,1"));  // Default
    CHECK(has("DA:21,2"));  // within "Large"
    CHECK(has("DA:24,1"));  // the entry of Retry
    CHECK(has("DA:25,0"));
    CHECK(has("DA:30,0"));  // "Refuse"
    CHECK(has("DA:33,1"));  // "End" of the Map
    CHECK(has("DA:41,0"));  // the second Catcher
    CHECK_FALSE(has("DA:3,1"));
    CHECK(report.ends_with("LF:43\nLH:38\nend_of_record\n"));
  }

  TEST_CASE("the report on the graph") {
    const NestedOnce covered;
    const std::string page = html_report(*covered.definition.machine, covered.definition.document,
                                         covered.points, covered.recorder.counts());
    const size_t begin = page.find("id=\"data\">") + 10;
    const Json data = Json::parse(page.substr(begin, page.find("</script>", begin) - begin))["graph"];
    CHECK(data["coverage"] == "states 8/10, transitions 4/8, rules 3/4, retries 1/2");
    CHECK(data["nodes"][0]["hits"] == R"({"coverage":"reached","entered":1,"missed":[]})");
    CHECK(data["nodes"][1]["hits"]["coverage"] == "partly reached");
    CHECK(data["nodes"][1]["hits"]["missed"] == R"x(["Both → Undo (Catch[0])","Both → Undo (Catch[1])"])x");
    std::string edges;
    for (size_t i = 0; i < data["edges"].size(); ++i) {
      const Json edge = data["edges"][i];
      const Json from = data["nodes"][static_cast<size_t>(edge["from"].value().as_int64())];
      const Json to = data["nodes"][static_cast<size_t>(edge["to"].value().as_int64())];
      const auto name = [](const Json& node) {
        return to_text((node.has("name") ? node["name"] : node["kind"]).value());
      };
      edges += name(from) + ">" + name(to) + " " + edge["count"].text() + "; ";
    }
    CHECK(edges.find("Both>Undo 0; ") != std::string::npos);
    CHECK(edges.find("Size>Large 2; ") != std::string::npos);
    CHECK(edges.find("Size>Small 1; ") != std::string::npos);
    CHECK(edges.find("Start>Size 3; ") != std::string::npos);
    CHECK(edges.find("Large>End 2; ") != std::string::npos);
    CHECK(page.find("class=\"node Choice partly-reached\"") != std::string::npos);
    CHECK(page.find("class=\"node Fail not-reached\"") != std::string::npos);
    CHECK(page.find("3×, 1 never reached") != std::string::npos);
  }

  TEST_CASE("the least that has to be reached") {
    const NestedOnce covered;
    CHECK(shortfall("states=80,transitions=50", covered) == "");
    CHECK(shortfall("states=80.1", covered) ==
          "coverage of states is 80 % (8 of 10), at least 80.1 % are wanted");
    CHECK(
        shortfall("states=100,retries=51", covered) ==
        "coverage of states is 80 % (8 of 10), at least 100 % are wanted; coverage of retries is 50 % (1 of "
        "2), at least 51 % are wanted");
    CHECK(shortfall("state=1", covered) ==
          "coverage is measured of states, transitions, rules and retries, not of 'state'; did you mean "
          "'states'?");
    CHECK(shortfall("states=101", covered) == "'101' is no percentage: give a number from 0 to 100");
    CHECK(shortfall("states=1e1", covered) == "'1e1' is no percentage: give a number from 0 to 100");
    CHECK(shortfall("states", covered) == "'states' is no MEASURE=PERCENT, as in states=100,transitions=80");
    CHECK(shortfall("", covered) == "'' is no MEASURE=PERCENT, as in states=100,transitions=80");
    const Covered no_rules(R"({"StartAt":"A","States":{"A":{"Type":"Succeed"}}})");
    CHECK(shortfall("rules=100,retries=100,transitions=100", no_rules) == "");
  }
}
