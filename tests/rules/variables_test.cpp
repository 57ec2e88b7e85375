// What `pawl lint` says about variables: tests of themselves, Choices between, placeholders, names of
// functions.
#include <doctest/doctest.h>

#include "rules/rule.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

std::string advice_about(const std::string& text) {
  const Definition d = define(text, source::sniff(text));
  REQUIRE_MESSAGE(d.machine != nullptr, text);
  CAPTURE(text);
  CHECK_MESSAGE(!source::has_errors(d.diagnostics), summary(d.diagnostics));
  source::Diagnostics found;
  rules::advise(*d.machine, d.document, {}, found);
  return summary(found);
}

/// One rule of a Choice sets $v; a state reads it after both ways.
std::string read_behind(std::string_view expression) {
  return advice_about(R"(QueryLanguage: JSONata
StartAt: C
States:
  C: {Type: Choice, Choices: [{Condition: "{% $states.input.k = 1 %}", Assign: {v: 1}, Next: D}], Default: D}
  D: {Type: Pass, Output: {o: "{% )" +
                      std::string(expression) + R"( %}"}, End: true}
)");
}

const std::string kMaybe = "maybe-undefined-variable /States/D/Output/o";

/// A task that sets what `done` says where it succeeds and what `failed` says in its Catcher; after both a
/// Choice with the condition, and the state that reads $data.
std::string behind_choice(std::string_view condition, std::string_view done = "status: DONE",
                          std::string_view failed = "status: FAILED", std::string_view between = "C") {
  return advice_about(
      "QueryLanguage: JSONata\nTimeoutSeconds: 60\nStartAt: T\nStates:\n"
      "  T:\n    Type: Task\n    Resource: arn:aws:states:::sqs:sendMessage\n"
      "    Arguments: {QueueUrl: q, MessageBody: m}\n    Assign: {" +
      std::string(done) + ", data: '{% $states.result.MessageId %}'}\n    Next: " + std::string(between) +
      "\n"
      "    Catch: [{ErrorEquals: [States.ALL], Assign: {" +
      std::string(failed) + "}, Next: " + std::string(between) +
      "}]\n"
      "  C: {Type: Choice, Choices: [{Condition: \"{% " +
      std::string(condition) +
      " %}\", Next: U}], Default: E}\n"
      "  U: {Type: Succeed, Output: '{% $data %}'}\n  E: {Type: Fail, Error: Stop, Cause: it did not "
      "work}\n");
}

const std::string kMaybeData = "maybe-undefined-variable /States/U/Output";

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("a variable that is tested where it is read may be unset") {
    for (const char* expression :
         {"$v ? $v : 0", "$exists($v) ? $v : 0", "$not($exists($v)) ? 0 : $v",
          "$type($v) = 'number' ? $v : 0", "$boolean($v) ? $v : 0", "$v != null ? $v : 0",
          "$exists($v) and $v > 1", "$count($v) > 0 ? $v : 0", "$v = null ? 'null' : 'not'"}) {
      CAPTURE(expression);
      CHECK(read_behind(expression) == "");
    }
    for (const char* expression :
         {"$v", "$v + 1", "$exists($v) ? 0 : $v", "$states.input.k ? $v : 0", "$v & $string($exists($v))"}) {
      CAPTURE(expression);
      CHECK(read_behind(expression) == kMaybe);
    }
  }

  TEST_CASE("a misspelt variable is found in a test too, unless the test asks for existence") {
    CHECK(read_behind("$w ? $v ? 1 : 2 : 3") == "undefined-variable /States/D/Output/o");
    CHECK(read_behind("$exists($w) ? 1 : $v ? 1 : 2") == "");
  }

  TEST_CASE("a Choice on what is set together with a variable") {
    for (const char* condition : {"$status = 'DONE'", "$status != 'FAILED'", "'DONE' = $status",
                                  "$status in ['DONE', 'PARTLY']", "$status = 'DONE' and $states.input.go",
                                  "$not($status = 'FAILED')", "$exists($data) and $exists($status)",
                                  "$count($data) > 0 and $status != ''", "$status = 'DONE' ? true : false"}) {
      CAPTURE(condition);
      CHECK(behind_choice(condition) == "");
    }
    for (const char* condition : {"$states.input.go", "$states.input.go and $exists($status)",
                                  "$status = 'DONE' or $states.input.go", "$uppercase($status) = 'DONE'"}) {
      CAPTURE(condition);
      CHECK(behind_choice(condition).ends_with(kMaybeData));
    }
    CHECK(behind_choice("$ok", "ok: true", "ok: false") == "");
    CHECK(behind_choice("$code > 0", "code: 1", "code: 0") == "");
    CHECK(behind_choice("$status = 'DONE'", "status: '{% $states.result.s %}'", "status: FAILED") == "");
    // The task may say FAILED, or DONE, itself: then the ways cannot be told apart.
    CHECK(behind_choice("$status = 'FAILED'", "status: '{% $states.result.s %}'", "status: FAILED") ==
          kMaybeData);
    CHECK(behind_choice("$status = 'DONE'", "status: DONE", "status: '{% $states.errorOutput.Error %}'") ==
          kMaybeData);
    // The status of one way is not set at all.
    CHECK(behind_choice("$status = 'DONE'", "status: DONE", "other: '{% 1 %}'") ==
          "unused-variable /States/T/Catch/0/Assign");
  }

  TEST_CASE("the ways stay apart through states, loops and blocks") {
    const std::string_view states = R"(QueryLanguage: JSONata
StartAt: T
States:
  T:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Arguments: {QueueUrl: q, MessageBody: m}
    Assign: {status: DONE, data: 1}
    Catch: [{ErrorEquals: [States.ALL], Assign: {status: FAILED}, Next: P}]
    Next: P
  P: {Type: Pass, Output: "{% $status %}", Next: C}
  C:
    Type: Choice
    Choices:
      - {Condition: "{% $status = 'FAILED' %}", Next: W}
    Default: M
  W: {Type: Wait, Seconds: 5, Next: T}
  M:
    Type: Map
    Items: [1]
    ItemProcessor:
      StartAt: I
      States: {I: {Type: Pass, Output: "{% $data %}", End: true}}
    End: true
)";
    CHECK(advice_about(std::string(states)) == "");
  }

  TEST_CASE("variables of JSONPath states and a Choice on them") {
    const auto machine = [](std::string_view rule) {
      return advice_about(R"(TimeoutSeconds: 60
StartAt: T
States:
  T:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl: q, MessageBody: m}
    Assign: {status: DONE, data.$: $.MessageId}
    Catch: [{ErrorEquals: [States.ALL], Assign: {status: FAILED}, Next: C}]
    Next: C
  C: {Type: Choice, Choices: [{)" +
                          std::string(rule) +
                          R"(, Next: U}], Default: E}
  U: {Type: Pass, Parameters: {d.$: $data}, End: true}
  E: {Type: Fail, Error: Stop, Cause: it did not work}
)");
    };
    CHECK(machine("Variable: $status, StringEquals: DONE") == "");
    CHECK(machine("And: [{Variable: $status, StringEquals: DONE}, {Variable: $$.Execution.Input.go, "
                  "BooleanEquals: true}]") == "");
    CHECK(machine("Not: {Variable: $status, StringEquals: FAILED}") == "");
    const std::string maybe = "maybe-undefined-variable /States/U/Parameters/d.$";
    CHECK(machine("Variable: $status, StringEquals: FAILED") ==
          "undefined-variable /States/U/Parameters/d.$");
    CHECK(machine("Variable: $status, StringMatches: 'D*'") == maybe);
    CHECK(machine("Or: [{Variable: $status, StringEquals: DONE}, {Variable: $$.Execution.Input.go, "
                  "BooleanEquals: true}]") == maybe);
  }

  TEST_CASE("many kinds of ways are taken together") {
    // Forty values of a status: more than are told apart, and nothing wrong is said about what all ways set.
    std::string text = "QueryLanguage: JSONata\nStartAt: C\nStates:\n  C:\n    Type: Choice\n    Choices:\n";
    for (int i = 0; i < 40; ++i) {
      text += "      - {Condition: '{% $states.input.k = " + std::to_string(i) +
              " %}', Assign: {status: " + std::to_string(i) + ", data: 1}, Next: D}\n";
    }
    text +=
        "    Default: E\n"
        "  D: {Type: Choice, Choices: [{Condition: '{% $status > 5 %}', Next: U}], Default: E}\n"
        "  U: {Type: Succeed, Output: '{% $data %}'}\n  E: {Type: Succeed}\n";
    CHECK(advice_about(text) == "");
  }

  TEST_CASE("expressions are read around their placeholders") {
    const auto machine = [](std::string_view output) {
      return advice_about(
          "QueryLanguage: JSONata\nStartAt: A\nStates:\n  A: {Type: Pass, Assign: {size: 5}, Next: "
          "B}\n  B: {Type: Pass, Output: {o: \"{% " +
          std::string(output) + " %}\"}, End: true}\n");
    };
    for (const char* output :
         {"$size ? $size : ${__default__}", "$size * ${Factor}", "$size ${Operator} 2", "{ ${Key}: $size }",
          "$states.input.${Field} + $size", "$sum([$size, ${A}, ${B}])", "$size > ${Least} and ${Flag}"}) {
      CAPTURE(output);
      CHECK(machine(output) == "");
    }
    CHECK(machine("$siz + $size + ${Step}") == "undefined-variable /States/B/Output/o");
    CHECK(machine("${Expression}") == "unused-variable /States/A/Assign");

    const auto path = [](std::string_view field) {
      return advice_about(
          "StartAt: A\nStates:\n  A: {Type: Pass, Assign: {size: 5}, Next: B}\n  B: {Type: Pass, " +
          std::string(field) + ", End: true}\n");
    };
    CHECK(path("Parameters: {o.$: \"States.MathAdd($size, ${Step})\"}") == "");
    CHECK(path("Parameters: {o.$: \"States.Format('${Prefix}-{}', $size)\"}") == "");
    CHECK(path("Parameters: {o.$: '$size.${Field}'}") == "");
    CHECK(path("Parameters: {o.$: '$.${Field}'}") == "unused-variable /States/A/Assign");
  }

  TEST_CASE("a path with a placeholder finds what nobody knows") {
    CHECK(advice_about(
              "StartAt: A\nStates:\n  A: {Type: Pass, Result: {a: 1}, Next: B}\n"
              "  B: {Type: Pass, Parameters: {o.$: '$.${Field}'}, InputPath: '$.${Other}', End: true}\n") ==
          "");
  }

  TEST_CASE("variables with the names of functions") {
    const auto machine = [](std::string_view rule, std::string_view output) {
      return advice_about(R"(QueryLanguage: JSONata
StartAt: C
States:
  C: {Type: Choice, Choices: [{Condition: "{% $states.input.k = 1 %}", )" +
                          std::string(rule) + R"(Next: D}], Default: D}
  D: {Type: Pass, Output: {o: "{% )" +
                          std::string(output) + R"( %}"}, End: true}
)");
    };
    const std::string same = "choice-same-target /States/C";
    for (const char* name : {"count", "sum", "max", "type", "string", "length"}) {
      CAPTURE(name);
      const std::string assign = "Assign: {" + std::string(name) + ": 1}, ";
      CHECK(machine(assign, "$" + std::string(name)) == kMaybe);
      CHECK(machine(assign, "$" + std::string(name) + " + 1") == kMaybe);
      CHECK(machine("", "[1] ~> $map($" + std::string(name) + ")") == same);
    }
    CHECK(machine("Assign: {count: 1}, ", "$count([1])") == "unused-variable /States/C/Choices/0/Assign");
  }
}
