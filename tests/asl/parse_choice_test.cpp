#include <doctest/doctest.h>

#include "asl/comparison.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

Definition choice(std::string_view rule) {
  return define_state(R"("Type": "Choice", "Default": "Z", "Choices": [)" + std::string(rule) + "]");
}

const asl::Condition& condition(const Definition& d) {
  return d.kind<asl::Choice>("S").choices.at(0).condition;
}

}  // namespace

TEST_SUITE("asl") {
  TEST_CASE("all comparison operators are read, in any order of the members") {
    for (const asl::ComparisonRow& row : asl::comparisons()) {
      using Operand = asl::ComparisonRow::Operand;
      const std::string operand = row.is_path                         ? R"("$.b")"
                                  : row.operand == Operand::Boolean   ? "true"
                                  : row.operand == Operand::Number    ? "1.5"
                                  : row.operand == Operand::Timestamp ? R"("2016-03-14T01:59:00Z")"
                                                                      : R"("x")";
      CAPTURE(row.name);
      for (const bool first : {true, false}) {
        const std::string member = "\"" + std::string(row.name) + "\": " + operand;
        const Definition d = choice(first ? "{" + member + R"(, "Variable": "$.a", "Next": "Z"})"
                                          : R"({"Next": "Z", "Variable": "$.a", )" + member + "}");
        CHECK(summary(d.diagnostics) == "");
        const auto& comparison = std::get<asl::Comparison>(condition(d).content);
        CHECK(comparison.op == row.op);
        CHECK(comparison.variable.text() == "$.a");
        CHECK(std::holds_alternative<jsonpath::Path>(comparison.operand) == row.is_path);
      }
    }
    CHECK(asl::comparisons().size() == 39);
  }

  TEST_CASE("And, Or, Not nest") {
    const Definition d = choice(
        R"({"Next": "Z", "And": [{"Or": [{"Variable": "$.a", "IsNull": true}]}, {"Not": {"Variable": "$.b", "IsNull": false}}]})");
    CHECK(summary(d.diagnostics) == "");
    const auto& both = std::get<asl::And>(condition(d).content).operands;
    REQUIRE(both.size() == 2);
    CHECK(std::get<asl::Or>(both[0].content).operands.size() == 1);
    CHECK(std::get<asl::Not>(both[1].content).operand.size() == 1);
  }

  TEST_CASE("faults in rules") {
    CHECK(aws_summary(choice(R"({"Variable": "$", "StringMatches": "T"})").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/S/Choices[0]");
    CHECK(summary(choice(R"({"And": [{"Variable": "$.a", "IsNull": true, "Next": "Z"}], "Next": "Z"})")
                      .diagnostics) == "choice-nested-next /States/S/Choices/0/And/0/Next");
    CHECK(summary(choice(R"({"Variable": "$.a", "Next": "Z"})").diagnostics) ==
          "choice-operator-count /States/S/Choices/0");
    CHECK(summary(
              choice(R"({"Variable": "$.a", "IsNull": true, "IsString": true, "Next": "Z"})").diagnostics) ==
          "choice-operator-count /States/S/Choices/0/IsString");
    CHECK(aws_summary(choice(R"({"Next": "Z"})").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, "
          "Variable, Condition] at "
          "/States/S/Choices[0]");
    CHECK(summary(choice(R"({"Variable": "a", "IsNull": true, "Next": "Z"})").diagnostics) ==
          "jsonpath-syntax /States/S/Choices/0/Variable");
    CHECK(summary(choice(R"({"And": [], "Next": "Z"})").diagnostics) ==
          "empty-value /States/S/Choices/0/And");
    CHECK(summary(choice(R"({"And": {}, "Next": "Z"})").diagnostics) == "wrong-type /States/S/Choices/0/And");
    CHECK(summary(choice(R"({"Variable": "$.a", "NumericEquals": "1", "Next": "Z"})").diagnostics) ==
          "wrong-type /States/S/Choices/0/NumericEquals");
    CHECK(summary(choice("").diagnostics) == "empty-value /States/S/Choices");
    CHECK(summary(choice("null").diagnostics) == "wrong-type /States/S/Choices/0");
  }

  TEST_CASE("JSONata rules have a Condition") {
    const Definition d = define_state(R"("Type": "Choice", "QueryLanguage": "JSONata", "Choices": [
      {"Condition": "{% $a > 1 %}", "Next": "Z", "Assign": {"x": 1}, "Output": "{% 1 %}"}, {"Condition": true, "Next": "Z"}])");
    CHECK(summary(d.diagnostics) == "");
    const auto& rules = d.kind<asl::Choice>("S").choices;
    CHECK(std::get<asl::JsonataExpression>(rules[0].condition.content).text() == "$a > 1");
    CHECK(rules[0].assign);
    CHECK(rules[0].output);
    CHECK(std::get<bool>(rules[1].condition.content));
    CHECK(summary(choice(R"({"Condition": "{% true %}", "Next": "Z"})").diagnostics) ==
          "query-language-field /States/S/Choices/0/Condition");
  }

  TEST_CASE("deep rules do not overflow") {
    std::string rule;
    for (int i = 0; i < 480; ++i) rule += R"({"Not": )";
    rule += R"({"Variable": "$.a", "IsNull": true})" + std::string(480, '}');
    rule.insert(1, R"("Next": "Z", )");
    CHECK(summary(choice(rule).diagnostics) == "");
  }
}
