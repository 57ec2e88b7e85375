#include "analysis/choice_logic.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// A Choice of these rules, each without its Next.
class Choice {
 public:
  explicit Choice(const std::vector<std::string>& rules, std::string_view language = "JSONPath") {
    std::string text;
    for (const std::string& rule : rules) text += (text.empty() ? "{" : ", {") + rule + R"(, "Next": "Z"})";
    made_ = define_state(R"("Type": "Choice", "Default": "Z", "Choices": [)" + text + "]",
                         R"("QueryLanguage": ")" + std::string(language) + R"(", )");
    REQUIRE_MESSAGE(made_.machine != nullptr, summary(made_.diagnostics));
  }
  [[nodiscard]] const std::vector<asl::ChoiceRule>& rules() const {
    return std::get<asl::Choice>(made_.machine->block.states.front()->kind).choices;
  }
  [[nodiscard]] const asl::Condition& condition(size_t index) const { return rules()[index].condition; }

 private:
  Definition made_;
};

bool implies(const std::string& a, const std::string& b) {
  const Choice choice({a, b});
  return analysis::implies(choice.condition(0), choice.condition(1));
}

std::string number(const std::string& comparison, const std::string& value) {
  return R"("Variable": "$.n", "Numeric)" + comparison + "\": " + value;
}

}  // namespace

TEST_SUITE("analysis") {
  TEST_CASE("choice logic: which rule is covered by another") {
    CHECK(implies(number("GreaterThan", "5"), number("GreaterThan", "3")));
    CHECK(implies(number("GreaterThan", "5"), number("GreaterThanEquals", "5")));
    CHECK(implies(number("Equals", "4"), number("LessThan", "5")));
    CHECK_FALSE(implies(number("GreaterThan", "3"), number("GreaterThan", "5")));
    CHECK_FALSE(implies(number("GreaterThanEquals", "5"), number("GreaterThan", "5")));
    CHECK_FALSE(implies(number("Equals", "4"), R"("Variable": "$.m", "NumericEquals": 4)"));

    const std::string both =
        R"("And": [{)" + number("Equals", "4") + R"(}, {"Variable": "$.m", "IsNull": true}])";
    CHECK(implies(both, number("Equals", "4")));
    CHECK_FALSE(implies(number("Equals", "4"), both));
    const std::string either =
        R"("Or": [{)" + number("Equals", "4") + R"(}, {"Variable": "$.m", "IsNull": true}])";
    CHECK(implies(number("Equals", "4"), either));
    CHECK_FALSE(implies(either, number("Equals", "4")));
  }

  TEST_CASE("choice logic: never true, always one") {
    const auto never = [](const std::string& rule) {
      return analysis::is_never_true(Choice({rule}).condition(0));
    };
    CHECK(never(R"("And": [{)" + number("LessThan", "3") + "}, {" + number("GreaterThan", "5") + "}]"));
    CHECK_FALSE(never(R"("And": [{)" + number("LessThan", "5") + "}, {" + number("GreaterThan", "3") + "}]"));
    CHECK_FALSE(never(R"("Or": [{)" + number("LessThan", "3") + "}, {" + number("GreaterThan", "5") + "}]"));

    const auto exhaustive = [](const std::vector<std::string>& rules) {
      return analysis::is_exhaustive(Choice(rules).rules());
    };
    CHECK(exhaustive({number("LessThan", "5"), number("GreaterThanEquals", "5")}));
    CHECK_FALSE(exhaustive({number("LessThan", "5"), number("GreaterThan", "5")}));
    CHECK(exhaustive(
        {R"("Variable": "$.b", "BooleanEquals": true)", R"("Variable": "$.b", "BooleanEquals": false)"}));
    CHECK_FALSE(exhaustive({R"("Variable": "$.b", "BooleanEquals": true)"}));
  }

  TEST_CASE("choice logic: presence of a path or of what it begins with") {
    const Choice choice({R"("Variable": "$.a.b", "IsPresent": true)"});
    CHECK(analysis::tests_presence(choice.condition(0), "$.a.b"));
    CHECK(analysis::tests_presence(choice.condition(0), "$.a.b.c"));
    CHECK_FALSE(analysis::tests_presence(choice.condition(0), "$.a"));
    CHECK_FALSE(analysis::tests_presence(choice.condition(0), "$.a.bc"));
  }

  TEST_CASE("choice logic: variables that a condition reads") {
    const Choice paths({R"("Variable": "$v.a", "IsNull": true)"});
    CHECK(analysis::variables_in(paths.condition(0)) == std::vector<std::string>{"v"});
    const Choice expression({R"("Condition": "{% $x > $states.input.n and $y %}")"}, "JSONata");
    const std::vector<std::string> names = analysis::variables_in(expression.condition(0));
    CHECK(std::find(names.begin(), names.end(), "x") != names.end());
    CHECK(std::find(names.begin(), names.end(), "y") != names.end());
  }
}
