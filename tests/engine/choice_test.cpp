#include <doctest/doctest.h>

#include "support/scripted_run.h"

using namespace pawl;

namespace {

/// Whether a rule with these fields matches the input.
bool rule_matches(const std::string& rule, std::string_view input) {
  const auto result =
      test::run(R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{)" + rule +
                    R"(,"Next":"Yes"}],"Default":"No"},"Yes":{"Type":"Pass","Result":true,"End":true},
      "No":{"Type":"Pass","Result":false,"End":true}}})",
                input);
  REQUIRE_MESSAGE(result.status == engine::Status::Succeeded, rule, " on ", std::string(input), ": ",
                  result.error.cause.value_or(""));
  return result.output.as_boolean();
}

struct Row {
  const char* rule;
  const char* input;
  bool expected;
};

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("comparison operators") {
    const Row rows[] = {
        {R"("Variable":"$.a","NumericEquals":1)", R"({"a":1.0})", true},
        {R"("Variable":"$.a","NumericEquals":1)", R"({"a":"1"})", false},
        {R"("Variable":"$.a","NumericLessThan":9007199254740993)", R"({"a":9007199254740992})", true},
        {R"("Variable":"$.a","NumericGreaterThanEquals":2.5)", R"({"a":2})", false},
        {R"("Variable":"$.a","NumericGreaterThanPath":"$.b")", R"({"a":3,"b":2})", true},
        {R"("Variable":"$.a","StringEquals":"x")", R"({"a":"x"})", true},
        {R"("Variable":"$.a","StringLessThan":"b")", R"({"a":"B"})", true},
        {R"("Variable":"$.a","StringLessThanPath":"$.b")",
         "{\"a\":\"\xF0\x9D\x84\x9E\",\"b\":\"\xEF\xBD\x9E\"}", true},
        {R"("Variable":"$.a","StringMatches":"log-*.txt")", R"({"a":"log-2026.txt"})", true},
        {R"("Variable":"$.a","StringMatches":"*a*b*c")", R"({"a":"xxaxxbxxc"})", true},
        {R"("Variable":"$.a","StringMatches":"*a*b*c")", R"({"a":"xxaxxcxxb"})", false},
        {R"("Variable":"$.a","StringMatches":"a\\*c")", R"({"a":"abc"})", false},
        {R"("Variable":"$.a","StringMatches":"a\\*c")", R"({"a":"a*c"})", true},
        {R"("Variable":"$.a","StringMatches":"*")", R"({"a":""})", true},
        {R"("Variable":"$.a","BooleanEquals":false)", R"({"a":false})", true},
        {R"("Variable":"$.a","BooleanEqualsPath":"$.b")", R"({"a":true,"b":false})", false},
        {R"("Variable":"$.a","TimestampEquals":"2016-03-14T01:59:00Z")",
         R"({"a":"2016-03-14T02:59:00+01:00"})", true},
        {R"("Variable":"$.a","TimestampLessThan":"2016-03-14T01:59:00Z")", R"({"a":"yesterday"})", false},
        {R"("Variable":"$.a","TimestampGreaterThan":"2016-03-14T01:59:00.1234567Z")",
         R"({"a":"2016-03-14T01:59:00.1234568Z"})", true},
        {R"("Variable":"$.a","IsPresent":true)", R"({"a":null})", true},
        {R"("Variable":"$.a","IsPresent":false)", R"({})", true},
        {R"("Variable":"$.a.b.c","IsPresent":true)", R"({"a":1})", false},
        {R"("Variable":"$.a","IsNull":true)", R"({"a":null})", true},
        {R"("Variable":"$.a","IsNumeric":false)", R"({"a":"1"})", true},
        {R"("Variable":"$.a","IsTimestamp":true)", R"({"a":"2016-03-14T01:59:00Z"})", true},
        {R"("Variable":"$.a","IsTimestamp":true)", R"({"a":"2016-13-14T01:59:00Z"})", false},
        {R"("And":[{"Variable":"$.a","IsPresent":true},{"Variable":"$.a","NumericEquals":1}])", R"({})",
         false},
        {R"("Or":[{"Variable":"$.a","NumericEquals":1},{"Variable":"$.b","NumericEquals":1}])", R"({"a":1})",
         true},
        {R"("Not":{"Variable":"$.a","NumericEquals":1})", R"({"a":2})", true},
    };
    for (const Row& row : rows)
      CHECK_MESSAGE(rule_matches(row.rule, row.input) == row.expected, row.rule, " on ", row.input);
  }

  TEST_CASE("no rule matches and no Default: States.Runtime, as measured on AWS") {
    const auto result = test::run(
        R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Y"}]},
      "Y":{"Type":"Succeed"}}})",
        R"({"a":1})");
    CHECK(result.error.error == "States.Runtime");
    CHECK(result.error.cause ==
          "An error occurred while executing the state 'C' (entered at the event id #2). Failed to "
          "transition out of the state. The "
          "state does not point to a next state.");
  }

  TEST_CASE("a rule reads a missing path: the run fails, unless an earlier rule matched") {
    const char* definition =
        R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.ok","BooleanEquals":true,"Next":"Y"},
      {"Variable":"$.gone","StringEquals":"x","Next":"Y"}],"Default":"Y"},"Y":{"Type":"Succeed"}}})";
    CHECK(test::run(definition, R"({"ok":true})").status == engine::Status::Succeeded);
    CHECK(test::run(definition, R"({"ok":false})").error.cause ==
          "An error occurred while executing the state 'C' (entered at the event id #2). Invalid path "
          "'$.gone': The choice state's "
          "condition path references an invalid value.");
  }
}
