#include <doctest/doctest.h>

#include "rules/rule.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

source::Diagnostics check(std::string text) {
  const Definition d = define(std::move(text));
  return rules::check(*d.machine, d.document, {});
}

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("a machine that loops for ever") {
    const auto found = check(
        R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Pass", "Next": "A"}}})");
    CHECK(aws_summary(found) == "MISSING_END_STATE: Workflow has no terminal state");
    CHECK(found[0].pointer == "/States");
  }

  TEST_CASE("a branch may loop: AWS looks at the top level only") {
    CHECK(summary(check(R"({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
      "StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}}}}})")) ==
          "");
  }

  TEST_CASE("a Choice without Default is no end") {
    CHECK(
        summary(check(
            R"({"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "A"}]}}})")) ==
        "no-terminal-state /States");
  }

  TEST_CASE("states that no walk from StartAt meets, in any block") {
    const auto found = check(R"({"StartAt": "P", "States": {
      "P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "W", "States": {"W": {"Type": "Pass", "End": true}, "a/b": {"Type": "Pass", "End": true}}}]},
      "X": {"Type": "Pass", "Next": "Y"}, "Y": {"Type": "Pass", "Next": "X"}}})");
    CHECK(aws_summary(found) ==
          "MISSING_TRANSITION_TARGET: State \"a/b\" is not reachable. at /States/P/Branches[0]/States/a/b\n"
          "MISSING_TRANSITION_TARGET: State \"X\" is not reachable. at /States/X\n"
          "MISSING_TRANSITION_TARGET: State \"Y\" is not reachable. at /States/Y");
    CHECK(found[0].pointer == "/States/P/Branches/0/States/a~1b");
  }

  TEST_CASE("Default, rules and Catch are ways too") {
    CHECK(summary(check(R"({"StartAt": "C", "States": {
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "T"}], "Default": "D"},
      "T": {"Type": "Task", "Resource": "${R}", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "F"}]},
      "D": {"Type": "Succeed"}, "F": {"Type": "Fail"}}})")) == "");
  }

  TEST_CASE("a typo in a transition does not make all the rest unreachable") {
    CHECK(
        summary(check(
            R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Bb"}, "B": {"Type": "Succeed"}}})")) ==
        "");
  }

  TEST_CASE("a long chain is walked without recursion") {
    std::string text = R"({"StartAt": "s0", "States": {)";
    for (int i = 0; i < 50'000; ++i) {
      text +=
          "\"s" + std::to_string(i) + R"(": {"Type": "Pass", "Next": "s)" + std::to_string(i + 1) + "\"},";
    }
    CHECK(summary(check(text + R"("s50000": {"Type": "Succeed"}}})")) == "");
  }
}
