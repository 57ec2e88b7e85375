#include "analysis/variables.h"

#include <doctest/doctest.h>

#include <string>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// "unset", "perhaps" or "set": what is known of $v on entry to a state; "unreached".
std::string known_of_v(std::string_view states, std::string_view name) {
  const Definition made = define(R"({"StartAt": "A", "States": {)" + std::string(states) + "}}");
  REQUIRE_MESSAGE(made.machine != nullptr, summary(made.diagnostics));
  analysis::Facts facts(*made.machine, made.document);
  const analysis::Variables& variables = facts.variables();
  REQUIRE(variables.is_known());
  for (const asl::State* state : made.machine->states) {
    if (state->name != name) continue;
    if (!variables.is_reached(*state)) return "unreached";
    return variables.must_be_set(*state, "v")  ? "set"
           : variables.may_be_set(*state, "v") ? "perhaps"
                                               : "unset";
  }
  return "no such state";
}

}  // namespace

TEST_SUITE("analysis") {
  TEST_CASE("variables: set, perhaps set, unset") {
    const std::string line =
        R"("A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Succeed"})";
    CHECK(known_of_v(line, "A") == "unset");
    CHECK(known_of_v(line, "B") == "set");

    const auto choice = [](std::string_view left, std::string_view right) {
      return R"("A": {"Type": "Choice", "Choices": [{"Variable": "$.k", "IsNull": true, "Next": "L"}], "Default": "R"},
        "L": {"Type": "Pass", )" +
             std::string(left) + R"("Next": "Z"}, "R": {"Type": "Pass", )" + std::string(right) +
             R"("Next": "Z"}, "Z": {"Type": "Succeed"})";
    };
    constexpr std::string_view kSets = R"("Assign": {"v": 1}, )";
    CHECK(known_of_v(choice(kSets, kSets), "Z") == "set");
    CHECK(known_of_v(choice(kSets, ""), "Z") == "perhaps");
  }

  TEST_CASE("variables: a task that failed has assigned nothing, its Catcher may have") {
    const auto task = [](std::string_view catcher) {
      return R"("A": {"Type": "Task", "Resource": "r", "Assign": {"v": 1}, "Next": "B",
        "Catch": [{"ErrorEquals": ["States.ALL"], )" +
             std::string(catcher) + R"("Next": "C"}]}, "B": {"Type": "Succeed"}, "C": {"Type": "Succeed"})";
    };
    CHECK(known_of_v(task(""), "B") == "set");
    CHECK(known_of_v(task(""), "C") == "unset");
    CHECK(known_of_v(task(R"("Assign": {"v": 2}, )"), "C") == "set");
  }

  TEST_CASE("variables: set together with a status, where the status is known") {
    const std::string states =
        R"("A": {"Type": "Task", "Resource": "r", "Assign": {"v": 1, "status": "ok"}, "Next": "C",
        "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"status": "bad"}, "Next": "C"}]},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$status", "StringEquals": "ok", "Next": "Y"}], "Default": "N"},
      "Y": {"Type": "Succeed"}, "N": {"Type": "Succeed"})";
    CHECK(known_of_v(states, "C") == "perhaps");
    CHECK(known_of_v(states, "Y") == "set");
    CHECK(known_of_v(states, "N") == "unset");
  }

  TEST_CASE("variables: an iteration sees what is set around the Map, and nothing leaves it") {
    const std::string states = R"("A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "M"},
      "M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"w": 1}, "End": true}}},
        "Next": "Z"}, "Z": {"Type": "Succeed"})";
    CHECK(known_of_v(states, "I") == "set");
    const Definition made = define(R"({"StartAt": "A", "States": {)" + states + "}}");
    REQUIRE(made.machine != nullptr);
    analysis::Facts facts(*made.machine, made.document);
    for (const asl::State* state : made.machine->states) {
      if (state->name == "Z") CHECK_FALSE(facts.variables().may_be_set(*state, "w"));
    }
    CHECK(facts.variables().find("w") != nullptr);
    CHECK(facts.variables().find("nothing") == nullptr);
  }
}
