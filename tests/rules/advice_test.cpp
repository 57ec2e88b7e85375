// What the examples of the rules do not show: borders, false alarms that once were or might be.
#include <doctest/doctest.h>

#include "rules/rule.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// "rule pointer" of the advice about a definition, without the rules that most small examples break.
std::string advice(const std::string& text, rules::Options options = {.profile = rules::Profile::Local}) {
  const Definition d = define(text, source::sniff(text));
  REQUIRE_MESSAGE(summary(d.diagnostics) == "", summary(d.diagnostics));
  source::Diagnostics found = rules::check(*d.machine, d.document, options);
  rules::advise(*d.machine, d.document, options, found);
  return summary(found);
}

std::string choice(std::string_view rules, std::string_view more = "") {
  return advice("StartAt: C\nStates:\n  C: {Type: Choice, " + std::string(more) + "Choices: [" +
                std::string(rules) + "]}\n  A: {Type: Succeed}\n  B: {Type: Succeed, Comment: b}\n");
}

/// A Pass state that gives `result`, and a state that reads it.
std::string after(std::string_view first, std::string_view reading) {
  return advice("StartAt: A\nStates:\n  A: {" + std::string(first) + ", Next: B}\n  B: {Type: Pass, " +
                std::string(reading) + ", End: true}\n");
}

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("rules that leave nothing out need no Default") {
    for (const char* rules :
         {"{Variable: $.a, IsPresent: true, Next: A}, {Variable: $.a, IsPresent: false, Next: B}",
          "{Variable: $.a, BooleanEquals: false, Next: A}, {Variable: $.a, BooleanEquals: true, Next: B}",
          "{Not: {Variable: $.a, StringEquals: x}, Next: A}, {Variable: $.a, StringEquals: x, Next: B}",
          "{Or: [{Variable: $.a, NumericLessThan: 1}, {Variable: $.a, NumericEquals: 1}], Next: A}, "
          "{Variable: $.a, "
          "NumericGreaterThan: 1, Next: B}"}) {
      CAPTURE(rules);
      CHECK(choice(rules) == "");
    }
    for (const char* rules :
         {"{Variable: $.a, StringEquals: x, Next: A}, {Variable: $.a, StringEquals: y, Next: B}",
          "{Variable: $.a, BooleanEquals: true, Next: A}, {Variable: $.b, BooleanEquals: false, Next: B}",
          "{Variable: $.a, NumericLessThan: 1, Next: A}, {Variable: $.a, NumericGreaterThan: 1, Next: B}",
          "{And: [{Variable: $.a, NumericLessThan: 1}], Next: A}, {Variable: $.b, NumericGreaterThanEquals: "
          "1, Next: B}"}) {
      CAPTURE(rules);
      CHECK(choice(rules) == "choice-no-default /States/C");
    }
    CHECK(choice("{Condition: '{% $states.input.a %}', Next: A}, {Condition: '{% $not($states.input.a) %}', "
                 "Next: B}",
                 "QueryLanguage: JSONata, ") == "");
  }

  TEST_CASE("rules that are never taken") {
    const std::string_view more = "Default: B, ";
    CHECK(choice("{Variable: $.a, NumericLessThan: 5, Next: A}, {And: [{Variable: $.b, IsNull: true}, "
                 "{Variable: $.a, "
                 "NumericEquals: 3}], Next: B}",
                 more) == "choice-dead-rule /States/C/Choices/1");
    CHECK(choice("{And: [{Variable: $.a, IsNull: true}, {Variable: $.a, IsNull: false}], Next: A}", more) ==
          "choice-dead-rule /States/C/Choices/0");
    CHECK(choice("{Variable: $.a, NumericLessThan: 5, Next: A}, {Variable: $.a, NumericLessThanEquals: 5, "
                 "Next: B}",
                 more) == "");
    CHECK(choice("{And: [{Variable: $.a, IsNull: true}, {Variable: $.b, IsNull: true}], Next: A}, {Variable: "
                 "$.a, IsNull: "
                 "true, Next: B}",
                 more) == "");
    CHECK(
        choice("{Condition: '{% $random() < 0.5 %}', Next: A}, {Condition: '{% $random() < 0.5 %}', Next: B}",
               "QueryLanguage: JSONata, Default: A, ") == "");
  }

  TEST_CASE("conditions with placeholders may turn out to be anything") {
    const std::string_view jsonata = "QueryLanguage: JSONata, Default: B, ";
    CHECK(choice("{Condition: '{% $states.input.a > ${N} %}', Next: A}, {Condition: '{% $states.input.b > "
                 "${M} %}', Next: B}",
                 jsonata) == "");
    CHECK(choice("{Condition: '{% ${A} %}', Next: A}, {Condition: '{% ${B} %}', Next: B}", jsonata) == "");
    CHECK(
        choice("{And: [{Variable: $.a, StringEquals: '${A}'}, {Variable: $.a, StringEquals: '${B}'}], Next: "
               "A}, {Variable: $.b, IsNull: true, Next: B}",
               "Default: B, ") == "");
    CHECK(
        choice("{Variable: $.a, StringEquals: '${A}', Next: A}, {Variable: $.a, StringEquals: '${A}', Next: "
               "B}",
               "Default: B, ") == "choice-dead-rule /States/C/Choices/1");
  }

  TEST_CASE("paths into what is known") {
    CHECK(after("Type: Pass, Result: {a: {b: 1}}", "InputPath: $.a.b") == "");
    CHECK(after("Type: Pass, Result: {a: {b: 1}}", "InputPath: $.a.c") ==
          "path-never-produced /States/B/InputPath");
    CHECK(after("Type: Pass, Result: {a: {b: 1}}", "InputPath: $.a..c") == "");
    CHECK(after("Type: Pass, Result: {a: [1]}", "InputPath: '$.a[0].b'") == "");
    CHECK(after("Type: Pass, Result: {a: null}", "InputPath: $.a.b") == "");
    CHECK(after("Type: Pass, Result: 1, ResultPath: $.n", "InputPath: $.other") == "");
    CHECK(after("Type: Pass, Parameters: {x.$: $.y}, ResultPath: null", "InputPath: $.z") == "");
    CHECK(after("Type: Pass, Parameters: {x.$: $.y}", "Parameters: {v.$: $.x.z}") == "");
    CHECK(after("Type: Pass, Parameters: {x.$: $.y}", "Parameters: {v.$: \"States.Format('{}', $.z)\"}") ==
          "path-never-produced /States/B/Parameters/v.$");
    CHECK(after("Type: Pass, Parameters: {x.$: $.y}", "Parameters: {v.$: $$.Execution.Input.z}") == "");
  }

  TEST_CASE("what a Catcher hands on") {
    const auto caught = [](std::string_view catcher) {
      return advice("StartAt: A\nStates:\n  A: {Type: Task, Resource: \"${R}\", Catch: [{ErrorEquals: [E], " +
                    std::string(catcher) +
                    "Next: B}], Next: B}\n  B: {Type: Pass, Parameters: {id.$: $.id}, End: true}\n");
    };
    CHECK(caught("") == "path-never-produced /States/B/Parameters/id.$");
    CHECK(caught("ResultPath: $.error, ") == "");
    CHECK(caught("ResultPath: null, ") == "");
  }

  TEST_CASE("a Choice that asks first is left alone") {
    CHECK(advice(R"(StartAt: A
States:
  A: {Type: Pass, Result: {a: 1}, Next: C}
  C:
    Type: Choice
    Choices: [{And: [{Variable: $.b, IsPresent: true}, {Variable: $.b, NumericEquals: 1}], Next: D}]
    Default: D
  D: {Type: Pass, Comment: the same for both on purpose, End: true}
)") == "choice-same-target /States/C");
  }

  TEST_CASE("loops of shapes end") {
    CHECK(advice(R"(StartAt: A
States:
  A: {Type: Pass, Result: {n: 0}, Next: B}
  B: {Type: Pass, Parameters: {before.$: $}, Next: C}
  C: {Type: Choice, Choices: [{Variable: $.before.n, IsPresent: true, Next: B}], Default: D}
  D: {Type: Pass, InputPath: $.before, End: true}
)") == "");
  }

  TEST_CASE("variables over branches, loops and scopes") {
    const auto jsonata = [](std::string_view states) {
      return advice("QueryLanguage: JSONata\nStartAt: A\nStates:\n" + std::string(states));
    };
    CHECK(jsonata("  A: {Type: Pass, Assign: {n: '{% $exists($n) ? $n + 1 : 0 %}'}, Next: B}\n"
                  "  B: {Type: Choice, Choices: [{Condition: '{% $n < 5 %}', Next: A}], Default: C}\n"
                  "  C: {Type: Succeed}\n") == "");
    CHECK(jsonata("  A: {Type: Pass, Assign: {n: 1, m: '{% $n %}'}, Next: B}\n"
                  "  B: {Type: Succeed, Output: '{% $m %}'}\n") == "undefined-variable /States/A/Assign/m");
    CHECK(jsonata("  A: {Type: Task, Resource: '${R}', Assign: {n: 1}, Catch: [{ErrorEquals: [E], Next: B}], "
                  "Next: B}\n"
                  "  B: {Type: Succeed, Output: '{% $n %}'}\n") ==
          "maybe-undefined-variable /States/B/Output");
    CHECK(jsonata("  A: {Type: Parallel, Branches: [{StartAt: I, States: {I: {Type: Pass, Assign: {n: 1}, "
                  "End: true}}}], "
                  "Next: B}\n  B: {Type: Succeed, Output: '{% $n %}'}\n") ==
          "undefined-variable /States/B/Output");
    CHECK(jsonata("  A: {Type: Pass, Output: '{% ($f := function($x) { $x }; $f($states.input)) %}', End: "
                  "true}\n") == "");
    CHECK(jsonata("  A: {Type: Pass, Output: '{% $lenght(\"a\") %}', End: true}\n") ==
          "undefined-variable /States/A/Output");
  }

  TEST_CASE("the caret stands under the variable, and the hint names the nearest function") {
    const Definition d = define_state(
        R"("Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a & $uppercse('b') %}", "End": true)");
    source::Diagnostics found;
    rules::advise(*d.machine, d.document, {}, found);
    REQUIRE(found.size() == 1);
    CHECK(marked(d.document, found[0]) == "$uppercse");
    CHECK(found[0].hint == "did you mean '$uppercase'?");
  }

  TEST_CASE("tokens that come with the whole context object") {
    for (const char* parameters : {"c.$: $$", "t.$: $$.Task", "m: {t.$: $$.Task.Token}"}) {
      CAPTURE(parameters);
      CHECK(advice("TimeoutSeconds: 9\nStartAt: A\nStates:\n  A: {Type: Task, Resource: "
                   "'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: {QueueUrl: q, "
                   "MessageBody: {" +
                   std::string(parameters) + "}}, End: true}\n") == "");
    }
  }

  TEST_CASE("errors that a machine makes up itself, and order") {
    CHECK(advice(R"(StartAt: P
States:
  P:
    Type: Parallel
    Branches: [{StartAt: F, States: {F: {Type: Fail, Error: States.Mine}}}]
    Catch: [{ErrorEquals: [States.Mine], Next: D}, {ErrorEquals: [States.Timeout], Next: D}, {ErrorEquals: [States.TaskFailed], Next: D}]
    Next: D
  D: {Type: Succeed}
)") == "");
  }

  TEST_CASE("profiles") {
    const std::string text =
        R"({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "exec:./x", "Next": "B"}, "B": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:210987654321:function:f", "End": true}}})";
    CHECK(advice(text, {.profile = rules::Profile::Local}) == "");
    CHECK(advice(text, {}) == "lambda-transient-errors /States/B\nhard-coded-account /States/B/Resource");
    CHECK(advice(text, {.profile = rules::Profile::Aws}) ==
          "not-portable /States/A/Resource\nlambda-transient-errors /States/B\nhard-coded-account "
          "/States/B/Resource");
  }

  TEST_CASE("accounts of documentation, and what a template leaves open") {
    const auto task = [](std::string_view arn) {
      return advice("StartAt: A\nStates:\n  A: {Type: Task, Resource: '${R}', Parameters: {f: '" +
                        std::string(arn) + "'}, End: true}\n",
                    {});
    };
    CHECK(task("arn:aws:lambda:eu-west-1:112233445566:function:f") == "");
    CHECK(task("arn:aws:lambda:eu-west-1:210987654321:function:f") ==
          "hard-coded-account /States/A/Parameters/f");
    for (const char* arn :
         {"arn:aws:lambda:Region:AccountID:function:f", "arn:aws:lambda:us-east-1:AccountId:f",
          "arn:aws:lambda:REGION:ACCOUNT_ID:function:f"}) {
      CAPTURE(arn);
      CHECK(task(arn) == "placeholder-left /States/A/Parameters/f");
    }
  }

  TEST_CASE("sizes") {
    const std::string result(300'000, 'x');
    CHECK(advice(R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": ")" + result +
                     R"(", "End": true}}})",
                 {}) == "payload-size /States/A/Result");
    CHECK(
        advice(
            R"({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "exec:a", "Parameters": {"a": ")" +
                result + R"("}, "End": true}}})",
            {}) == "payload-size /States/A/Parameters");
    const std::string comment(1'100'000, 'x');
    CHECK(advice(R"({"Comment": ")" + comment +
                     R"(", "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})",
                 {}) == "definition-size ");
    const std::string blanks(1'100'000, ' ');
    CHECK(advice("{" + blanks + R"("StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})", {}) ==
          "");
  }

  TEST_CASE("paths in fields for literals") {
    CHECK(choice("{Variable: $.a, StringGreaterThanEquals: $.b, Next: A}", "Default: B, ") ==
          "no-path /States/C/Choices/0/StringGreaterThanEquals");
    CHECK(choice("{Variable: $.a, StringMatches: $.b, Next: A}", "Default: B, ") ==
          "");  // there is no other field
    CHECK(choice("{Variable: $.a, StringEquals: $5, Next: A}", "Default: B, ") == "");
    const auto fail = [](const char* cause) {
      return advice("StartAt: A\nStates:\n  A: {Type: Fail, Error: E, Cause: " + std::string(cause) + "}\n");
    };
    CHECK(fail("$.reason") == "no-path /States/A/Cause");
    CHECK(fail("States.UUID()") == "no-path /States/A/Cause");
    CHECK(fail("no reason") == "");
  }

  TEST_CASE("all templates are searched for paths in strings") {
    CHECK(
        advice("StartAt: A\nStates:\n  A: {Type: Task, Resource: \"exec:a\", Credentials: {RoleArn: $.role}, "
               "End: true}\n") == "no-dollar /States/A/Credentials/RoleArn");
    CHECK(advice("QueryLanguage: JSONata\nStartAt: A\nStates:\n  A: {Type: Map, Items: [$.a], End: true, "
                 "ItemProcessor: {StartAt: B, States: {B: {Type: Succeed}}}}\n") ==
          "jsonpath-in-jsonata /States/A/Items/0");
  }

  TEST_CASE("what tends to be everywhere is told once, with its number") {
    const auto found = [](const std::string& text) {
      const Definition d = define(text, source::sniff(text));
      source::Diagnostics findings;
      rules::advise(*d.machine, d.document, {}, findings);
      std::string out;
      for (const source::Diagnostic& one : findings)
        out += one.rule + " " + one.pointer + ": " + one.message + "\n";
      return out;
    };
    const auto tasks = [&](std::string_view a, std::string_view b, std::string_view c) {
      const auto task = [](std::string_view name, std::string_view more, std::string_view next) {
        return "  " + std::string(name) + ": {Type: Task, Resource: 'arn:aws:states:::lambda:invoke', " +
               "Parameters: {FunctionName: f}, " + std::string(more) + std::string(next) + "}\n";
      };
      return found("StartAt: A\nStates:\n" + task("A", a, "Next: B") + task("B", b, "Next: C") +
                   task("C", c, "End: true"));
    };
    const std::string_view retry = "Retry: [{ErrorEquals: [States.TaskFailed]}], ";
    CHECK(tasks("", "", "") ==
          "lambda-transient-errors /States/A: 'A' does not retry transient errors of Lambda (and 2 "
          "more like it)\n");
    CHECK(tasks(retry, "", retry) ==
          "lambda-transient-errors /States/B: 'B' does not retry transient errors of Lambda\n");
    // What is ignored does not count, and hides nothing else.
    const std::string_view ignore = "Comment: pawl-ignore lambda-transient-errors not twice, ";
    CHECK(tasks(ignore, "", "") ==
          "lambda-transient-errors /States/B: 'B' does not retry transient errors of Lambda (and 1 "
          "more like it)\n");
    CHECK(tasks("", ignore, "") ==
          "lambda-transient-errors /States/A: 'A' does not retry transient errors of Lambda (and 1 "
          "more like it)\n");
    CHECK(
        found("StartAt: A\nStates:\n  A: {Type: Pass, Result: [yes, &a no, *a, 0777], Next: B}\n"
              "  B: {Type: Pass, Result: 1:30, End: true}\n") ==
        "yaml-implicit-type /States/A: 'yes' is true or false to readers of YAML 1.1 (and 3 more like it)\n");
  }

  TEST_CASE("one list of errors for several states") {
    const auto machine = [](std::string_view a, std::string_view b) {
      return advice("StartAt: A\nStates:\n  A: {Type: Task, Resource: '${A}', " + std::string(a) +
                    "Next: B}\n  B: {Type: Task, Resource: '${B}', " + std::string(b) + "End: true}\n");
    };
    const std::string list = "Retry: [{ErrorEquals: [States.HeartbeatTimeout, Mine]}], ";
    const std::string other = "Retry: [{ErrorEquals: [States.HeartbeatTimeout]}], ";
    const std::string beat = "HeartbeatSeconds: 5, ";
    CHECK(machine(list, "") == "error-never-given /States/A/Retry/0/ErrorEquals/0");
    CHECK(machine(list, list) == "error-never-given /States/A/Retry/0/ErrorEquals/0");
    CHECK(machine(list, list + beat) == "");
    CHECK(machine(list + beat, list) == "");
    CHECK(machine(list, other + beat) == "error-never-given /States/A/Retry/0/ErrorEquals/0");
    CHECK(machine(list, other) ==
          "error-never-given /States/A/Retry/0/ErrorEquals/0\nerror-never-given "
          "/States/B/Retry/0/ErrorEquals/0");
    CHECK(advice(R"(StartAt: A
States:
  A: {Type: Task, Resource: "${A}", Catch: [{ErrorEquals: [States.BranchFailed], Next: P}], Next: P}
  P:
    Type: Parallel
    Branches: [{StartAt: I, States: {I: {Type: Succeed}}}]
    Catch: [{ErrorEquals: [States.BranchFailed], Next: E}]
    Next: E
  E: {Type: Succeed}
)") == "");
  }

  TEST_CASE("a Choice without Default names the error that AWS gives") {
    const rules::Rule* rule = rules::find_rule("choice-no-default");
    REQUIRE(rule != nullptr);
    const Definition d = define(std::string(rule->bad), source::Format::Yaml);
    source::Diagnostics findings;
    rules::advise(*d.machine, d.document, {}, findings);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].hint.find("States.Runtime") != std::string::npos);
    CHECK(findings[0].hint.find("NoChoiceMatched") == std::string::npos);
  }

  TEST_CASE("what lambda:invoke answers") {
    for (const char* member : {"Payload", "StatusCode", "ExecutedVersion", "DurableExecutionArn", "LogResult",
                               "SdkHttpMetadata.HttpStatusCode"}) {
      CAPTURE(member);
      const std::string retry = "Retry: [{ErrorEquals: [States.ALL]}]";
      CHECK(after("Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {FunctionName: f}, " +
                      retry,
                  "InputPath: $." + std::string(member)) == "");
      CHECK(after("Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {FunctionName: f}, " +
                      retry,
                  "InputPath: $.x" + std::string(member)) == "path-never-produced /States/B/InputPath");
    }
  }

  TEST_CASE("YAML's other version concerns YAML only") {
    CHECK(advice(R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "NO", "End": true}}})") ==
          "");
    CHECK(advice("StartAt: A\nStates:\n  A: {Type: Pass, Result: {on: 1, t: 1:30, m: 0644, v: 'no'}, End: "
                 "true}\n") == "yaml-implicit-type /States/A");
  }

  TEST_CASE("what is ignored, where, and what cannot be") {
    const auto with = [](std::string_view comment, std::string_view machine = "x") {
      return advice("Comment: \"" + std::string(machine) +
                    "\"\nStartAt: A\nStates:\n  A: {Type: Fail, Comment: \"" + std::string(comment) +
                    "\"}\n");
    };
    CHECK(with("x") == "fail-without-error /States/A");
    CHECK(with("pawl-ignore fail-without-error it is a demo") == "");
    CHECK(with("stops here; pawl-ignore fail-without-error: it is a demo") == "");
    CHECK(with("x", "pawl-ignore fail-without-error: all of them") == "");
    CHECK(with("pawl-ignore fail-without-error") ==
          "fail-without-error /States/A\nsuppression /States/A/Comment");
    CHECK(with("pawl-ignore fail-without-eror why not") ==
          "fail-without-error /States/A\nsuppression /States/A/Comment");
    CHECK(with("pawl-ignore missing-transition-target why not") ==
          "fail-without-error /States/A\nsuppression /States/A/Comment");
    CHECK(with("pawl-ignore secret-in-definition why not") ==
          "fail-without-error /States/A\nunused-suppression /States/A/Comment");
  }
}
