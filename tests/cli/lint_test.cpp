// pawl lint and the reports of validate and lint, as a user and a CI server meet them.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;

namespace {

constexpr std::string_view kFailYaml = "StartAt: Stop\nStates:\n  Stop: {Type: Fail}\n";
constexpr std::string_view kLoopYaml =
    "StartAt: C\nStates:\n  C: {Type: Choice, Choices: [{Variable: $.a, IsNull: true, Next: A}], Default: "
    "D}\n"
    "  A: {Type: Wait, Seconds: 1, Next: A}\n  D: {Type: Succeed}\n";

CommandResult github(const Pawl& pawl, std::vector<std::string> arguments) {
  CommandOptions options;
  options.environment["GITHUB_ACTIONS"] = "true";
  return pawl(std::move(arguments), options);
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("lint: exit codes by severity") {
    const Pawl pawl;
    (void)pawl.folder.write("fail.asl.yaml", kFailYaml);
    (void)pawl.folder.write("loop.asl.yaml", kLoopYaml);
    (void)pawl.folder.write("bad.asl.yaml", "StartAt: A\nStates: {}\n");
    CHECK(pawl({"lint", "fail.asl.yaml"}).exit_code == 0);
    CHECK(contains(pawl({"lint", "fail.asl.yaml"}).out,
                   "fail.asl.yaml:3:3: info: 'Stop' has neither Error nor Cause [fail-without-error]"));
    CHECK(pawl({"lint", "--fail-on", "info", "fail.asl.yaml"}).exit_code == 1);
    CHECK(pawl({"lint", "loop.asl.yaml"}).exit_code == 1);
    CHECK(pawl({"lint", "--fail-on", "error", "loop.asl.yaml"}).exit_code == 0);
    CHECK(pawl({"lint", "bad.asl.yaml"}).exit_code == 3);
    CHECK(pawl({"lint", "missing.json"}).exit_code == 2);
    CHECK(pawl({"lint"}).exit_code == 2);
    const auto folder = pawl({"lint", "."});
    CHECK(folder.exit_code == 3);
    CHECK(contains(folder.out, "no-path-to-end"));
    CHECK(contains(folder.out, "empty-value"));
  }

  TEST_CASE("lint: --rule, and what it cannot do") {
    const Pawl pawl;
    (void)pawl.folder.write("loop.asl.yaml", kLoopYaml);
    CHECK(pawl({"lint", "--rule", "no-path-to-end=off", "loop.asl.yaml"}).out.empty());
    const auto error =
        pawl({"lint", "--rule", "no-path-to-end=error", "--fail-on", "error", "loop.asl.yaml"});
    CHECK(error.exit_code == 1);
    CHECK(contains(error.out, "error: no path leads"));
    const auto unknown = pawl({"lint", "--rule", "no-path-to-ende=off", "loop.asl.yaml"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "did you mean 'no-path-to-end'?"));
    CHECK(contains(pawl({"lint", "--rule", "required-field=off", "loop.asl.yaml"}).err, "it stays an error"));
    CHECK(
        contains(pawl({"lint", "--rule", "no-path-to-end=loud", "loop.asl.yaml"}).err, "'loud' is none of"));
  }

  TEST_CASE("lint: pawl.yaml above the definition") {
    const Pawl pawl;
    std::filesystem::create_directory(pawl.folder.path() / "flows");
    (void)pawl.folder.write("flows/loop.asl.yaml", kLoopYaml);
    (void)pawl.folder.write("pawl.yaml", "lint:\n  rules: {no-path-to-end: error}\n");
    CHECK(contains(pawl({"lint", "flows"}).out, "error: no path leads"));
    CHECK(contains(pawl({"lint", "--rule", "no-path-to-end=info", "flows"}).out, "info: no path leads"));
    (void)pawl.folder.write(
        "pawl.yaml", "lint:\n  ignore:\n    - {rule: no-path-to-end, state: 'A*', reason: a heartbeat}\n");
    CHECK(pawl({"lint", "flows"}).out.empty());
    (void)pawl.folder.write(
        "pawl.yaml", "lint:\n  ignore:\n    - {rule: no-path-to-end, state: 'B*', reason: a heartbeat}\n");
    CHECK(pawl({"lint", "flows"}).exit_code == 1);
    (void)pawl.folder.write("pawl.yaml", "lint:\n  ignore:\n    - {rule: no-path-to-end}\n");
    CHECK(contains(pawl({"lint", "flows"}).err, "has a rule and a reason"));
    (void)pawl.folder.write("pawl.yaml", "lint:\n  rules: {no-such-rule: off}\n");
    const auto unknown = pawl({"lint", "flows"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "there is no rule 'no-such-rule'"));
  }

  TEST_CASE("lint: rules are listed and explained") {
    const Pawl pawl;
    CHECK(contains(pawl({"lint", "--list-rules"}).out, "\nno-path-to-end "));
    const auto explained = pawl({"lint", "--explain", "undefined-variable"});
    CHECK(explained.exit_code == 0);
    CHECK(contains(explained.out, "Bad:\n    StartAt: Count\n"));
    CHECK(contains(explained.out, "Good:\n"));
    CHECK(
        contains(pawl({"lint", "--explain", "undefined-varible"}).err, "did you mean 'undefined-variable'?"));
    CHECK(Json::parse(pawl({"lint", "--list-rules", "--format", "json"}).out)["rules"].size() > 90);
  }

  TEST_CASE("reports: SARIF as code scanning takes it") {
    const Pawl pawl;
    (void)pawl.folder.write("my flow.asl.yaml", kLoopYaml);
    (void)pawl.folder.write(
        "dup.asl.json",
        R"({"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}})");
    const Json log = Json::parse(pawl({"lint", "--format", "sarif", "my flow.asl.yaml", "dup.asl.json"}).out);
    CHECK(log["version"] == "2.1.0");
    const Json run = log["runs"][0];
    const Json rules = run["tool"]["driver"]["rules"];
    REQUIRE(run["results"].size() == 2);
    for (size_t i = 0; i < 2; ++i) {
      const Json result = run["results"][i];
      const Json rule = rules[std::stoul(result["ruleIndex"].text())];
      CHECK(rule["id"] == result["ruleId"]);
      CHECK(contains(rule["help"]["markdown"].text(), "```yaml"));
      CHECK(result["partialFingerprints"]["pawl/v1"].text().size() == 16);
    }
    const Json first = run["results"][0];
    CHECK(first["level"] == "warning");
    const Json place = first["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "my%20flow.asl.yaml");
    CHECK(place["region"]["startLine"] == "4");
    CHECK(place["region"]["startColumn"] == "3");
    CHECK(run["results"][1]["relatedLocations"][0]["message"]["text"] == "first written here");
  }

  TEST_CASE("reports: GitHub's annotations, asked for and by itself") {
    const Pawl pawl;
    (void)pawl.folder.write("a,b.asl.yaml", kLoopYaml);
    const std::string line =
        "::warning file=a%2Cb.asl.yaml,line=4,col=3,endLine=4,endColumn=4,title=pawl no-path-to-end::no path "
        "leads from 'A' "
        "to an end (the execution can only be stopped, or fail)\n";
    CHECK(pawl({"lint", "--format", "github", "a,b.asl.yaml"}).out == line);
    CHECK(github(pawl, {"lint", "a,b.asl.yaml"}).out == line);
    CHECK(contains(github(pawl, {"lint", "--format", "text", "a,b.asl.yaml"}).out,
                   "a,b.asl.yaml:4:3: warning:"));
  }

  TEST_CASE("reports: JUnit's XML") {
    const Pawl pawl;
    (void)pawl.folder.write("good.asl.yaml", "StartAt: D\nStates: {D: {Type: Succeed}}\n");
    (void)pawl.folder.write("loop.asl.yaml", kLoopYaml);
    const auto good = pawl({"validate", "--format", "junit", "good.asl.yaml"});
    CHECK(good.exit_code == 0);
    CHECK(contains(good.out, "<testsuite name=\"good.asl.yaml\" tests=\"1\" failures=\"0\">"));
    const std::string bad = pawl({"lint", "--format", "junit", "loop.asl.yaml"}).out;
    CHECK(contains(
        bad, "<failure type=\"warning\" message=\"no path leads from 'A' to an end\">loop.asl.yaml:4:3: "));
    CHECK(bad.ends_with("</testsuites>\n"));
  }

  TEST_CASE("reports: JSON has related places, text shows them") {
    const Pawl pawl;
    (void)pawl.folder.write("dup.asl.json",
                            R"({"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true,
 "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]}}})");
    const Json found =
        Json::parse(pawl({"validate", "--format", "json", "dup.asl.json"}).out)["diagnostics"][0];
    CHECK(found["rule"] == "duplicate-state-name");
    CHECK(found["related"] == R"([{"message":"first defined here","line":1,"column":29}])");
    CHECK(
        contains(pawl({"validate", "dup.asl.json"}).out, "      = dup.asl.json:1:29: first defined here\n"));
  }

  TEST_CASE("templates: all machines, one of them, none of that name") {
    const Pawl pawl;
    (void)pawl.folder.write("flow.asl.json", one_task("${PayArn}"));
    (void)pawl.folder.write("template.yaml", R"(Resources:
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition:
        StartAt: Ask
        States: {Ask: {Type: Task, Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true}}
  File:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: flow.asl.json
      DefinitionSubstitutions: {PayArn: !GetAtt Pay.Arn}
)");
    const auto all = pawl({"validate", "template.yaml"});
    CHECK(all.exit_code == 3);
    CHECK(contains(all.out, "template.yaml:8:46: error: Express state machine does not support"));
    CHECK(pawl({"validate", "template.yaml#File"}).exit_code == 0);
    CHECK(contains(pawl({"validate", "template.yaml#Fil"}).err,
                   "has no state machine 'Fil'; it has: Inline, File"));
    CHECK(contains(pawl({"run", "template.yaml"}).err, "name one as template.yaml#LogicalId"));
    CHECK(pawl({"run", "template.yaml#File", "--subst", "PayArn=sh:echo 7", "--history", "none"}).out ==
          "7\n");
    (void)pawl.folder.write("flow.asl.json", one_task("${PayAnr}"));
    CHECK(
        contains(pawl({"lint", "template.yaml#File"}).out, "do not name 'PayAnr' [substitution-undeclared]"));
  }

  TEST_CASE("reports: names cannot steer the terminal") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "a.asl.json",
        "{\"StartAt\": \"\\u001b[31mA\", \"States\": {\"\\u001b[31mA\": {\"Type\": \"Fail\"}}}");
    for (const char* format : {"text", "json", "sarif", "github", "junit"}) {
      CAPTURE(format);
      const auto result = pawl({"lint", "--format", format, "a.asl.json"});
      CHECK(contains(result.out, "fail-without-error"));
      CHECK_FALSE(contains(result.out, "\x1b"));
    }
  }
}
