#include "analysis/shapes.h"

#include <doctest/doctest.h>

#include <string>

#include "jsonpath/path.h"
#include "support/definition.h"
#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// The shape as JSON with its members' names; "?" is unknown.
std::string text_of(const analysis::Shape& shape) {
  if (shape.is_absent()) return "?";
  if (!shape.is_object()) return to_json(shape);
  std::string out;
  for (const Member& member : shape.members())
    out += (out.empty() ? "" : " ") + std::string(member.key.as_string()) + ":" + text_of(member.value);
  return "{" + out + "}";
}

std::string input_of(std::string_view states, std::string_view name) {
  const Definition made = define(R"({"StartAt": "A", "States": {)" + std::string(states) + "}}");
  REQUIRE_MESSAGE(made.machine != nullptr, summary(made.diagnostics));
  const analysis::Flow flow(*made.machine);
  const analysis::Shapes shapes(*made.machine, flow);
  for (const asl::State* state : made.machine->states) {
    if (state->name == name) return text_of(shapes.input(*state));
  }
  return "no such state";
}

}  // namespace

TEST_SUITE("analysis") {
  TEST_CASE("shapes: what a state gets") {
    CHECK(input_of(R"("A": {"Type": "Succeed"})", "A") == "?");
    CHECK(
        input_of(R"("A": {"Type": "Pass", "Result": {"a": {"b": 1}}, "Next": "B"}, "B": {"Type": "Succeed"})",
                 "B") == "{a:{b:1}}");
    CHECK(input_of(
              R"("A": {"Type": "Pass", "Parameters": {"x.$": "$.y"}, "Next": "B"}, "B": {"Type": "Succeed"})",
              "B") == "{x:?}");
    CHECK(
        input_of(
            R"("A": {"Type": "Pass", "Result": {"a": {"b": 1}}, "OutputPath": "$.a", "Next": "B"}, "B": {"Type": "Succeed"})",
            "B") == "{b:1}");
  }

  TEST_CASE("shapes: over two ways only what both have is known to be all there is") {
    const std::string states =
        R"("A": {"Type": "Choice", "Choices": [{"Variable": "$.k", "IsPresent": true, "Next": "L"}], "Default": "R"},
      "L": {"Type": "Pass", "Result": {"a": "x", "l": "x"}, "Next": "Z"},
      "R": {"Type": "Pass", "Result": {"a": "x", "r": "x"}, "Next": "Z"}, "Z": {"Type": "Succeed"})";
    const std::string joined = input_of(states, "Z");
    for (const char* member : {"a:", "l:", "r:"})
      CHECK_MESSAGE(joined.find(member) != std::string::npos, joined);
    // A task's result is unknown, and so is what joins with it.
    CHECK(
        input_of(
            R"("A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "Next": "Z"},
      "Z": {"Type": "Succeed"})",
            "Z") == "?");
  }

  TEST_CASE("shapes: the step of a path that finds nothing") {
    const analysis::Shape shape = json(R"({"a": {"b": 1}})");
    const auto look_up = [&](std::string_view text) {
      const auto path = jsonpath::Path::parse(text);
      REQUIRE(path);
      return analysis::look_up(shape, *path);
    };
    CHECK_FALSE(look_up("$.a.b").missing);
    CHECK(text_of(look_up("$.a").shape) == "{b:1}");
    const analysis::Lookup wrong = look_up("$.a.c.d");
    REQUIRE(wrong.missing);
    CHECK(wrong.missing->step == 1);
    CHECK(text_of(wrong.missing->holder) == "{b:1}");
  }
}
