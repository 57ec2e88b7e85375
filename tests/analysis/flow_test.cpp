#include "analysis/flow.h"

#include <doctest/doctest.h>

#include <string>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

const asl::State& state(const asl::StateMachine& machine, std::string_view name) {
  for (const asl::State* one : machine.states) {
    if (one->name == name) return *one;
  }
  FAIL("no state " << name);
  return *machine.states.front();
}

/// "Next B, Catch 0 C": the edges out of a state.
std::string edges_out(const analysis::Flow& flow, const asl::State& from) {
  std::string out;
  for (const analysis::Edge& edge : flow.of(from).out) {
    if (!out.empty()) out += ", ";
    switch (edge.kind) {
      case analysis::Edge::Kind::Next: out += "Next "; break;
      case analysis::Edge::Kind::Rule: out += "Rule " + std::to_string(edge.index) + " "; break;
      case analysis::Edge::Kind::Default: out += "Default "; break;
      case analysis::Edge::Kind::Catch: out += "Catch " + std::to_string(edge.index) + " "; break;
    }
    out += edge.to->name;
  }
  return out;
}

}  // namespace

TEST_SUITE("analysis") {
  TEST_CASE("flow: edges, cycles and ends") {
    const Definition made = define(R"({"StartAt": "A", "States": {
      "A": {"Type": "Task", "Resource": "r", "Next": "C", "Catch": [
        {"ErrorEquals": ["X"], "Next": "A"}, {"ErrorEquals": ["States.ALL"], "Next": "F"}]},
      "C": {"Type": "Choice", "Choices": [
        {"Variable": "$.a", "IsNull": true, "Next": "A"}, {"Variable": "$.b", "IsNull": true, "Next": "L"}], "Default": "M"},
      "L": {"Type": "Pass", "Next": "L"},
      "M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "Next": "S"},
      "S": {"Type": "Succeed"}, "F": {"Type": "Fail"}}})");
    REQUIRE(made.machine != nullptr);
    const asl::StateMachine& machine = *made.machine;
    const analysis::Flow flow(machine);
    CHECK(edges_out(flow, state(machine, "A")) == "Next C, Catch 0 A, Catch 1 F");
    CHECK(edges_out(flow, state(machine, "C")) == "Rule 0 A, Rule 1 L, Default M");
    CHECK(edges_out(flow, state(machine, "S")) == "");
    CHECK(flow.of(state(machine, "A")).in.size() == 2);

    CHECK(flow.of(state(machine, "A")).component == flow.of(state(machine, "C")).component);
    CHECK(flow.of(state(machine, "A")).component != flow.of(state(machine, "M")).component);
    CHECK(flow.of(state(machine, "L")).in_cycle);
    CHECK_FALSE(flow.of(state(machine, "M")).in_cycle);
    CHECK(flow.cycles().size() == 2);

    CHECK_FALSE(flow.of(state(machine, "L")).can_end);
    for (const char* name : {"A", "C", "M", "S", "F", "I"})
      CHECK_MESSAGE(flow.of(state(machine, name)).can_end, name);
    CHECK(flow.of(state(machine, "I")).parent == &state(machine, "M"));
    CHECK(flow.map_around(state(machine, "I")) == &state(machine, "M"));
    CHECK(flow.map_around(state(machine, "M")) == nullptr);
  }

  TEST_CASE("flow: ends of blocks") {
    const Definition made = define(R"({"StartAt": "A", "States": {
      "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Pass", "End": true}}})");
    REQUIRE(made.machine != nullptr);
    CHECK(analysis::has_terminal_state(made.machine->block));
    CHECK_FALSE(analysis::is_end(state(*made.machine, "A")));
    CHECK(analysis::is_end(state(*made.machine, "C")));
  }
}
