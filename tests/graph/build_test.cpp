// From definitions to nodes, edges and clusters, in words.
#include <doctest/doctest.h>

#include "graph/build.h"
#include "graph/words.h"
#include "support/definition.h"

using namespace pawl;
using graph::NodeKind;

namespace {

graph::Graph built(std::string text) {
  const test::Definition definition = test::define(std::move(text));
  REQUIRE_FALSE(source::has_errors(definition.diagnostics));
  return graph::build(*definition.machine, "test.asl.json", definition.document.text);
}

/// "A>B next; A>C catch Boom; …" of the edges between states and marks.
std::string edges_of(const graph::Graph& graph) {
  const auto name = [&](graph::NodeId id) {
    const graph::GraphNode& node = graph.nodes[id];
    return node.is_state() ? node.name : std::string(graph::name_of(node.kind));
  };
  std::string out;
  for (const graph::GraphEdge& edge : graph.edges) {
    if (!out.empty()) out += "; ";
    out += name(edge.from) + ">" + name(edge.to) + " " + std::string(graph::name_of(edge.kind));
    if (!edge.label.empty()) out += " " + edge.label;
  }
  return out;
}

std::string condition(std::string_view rule) {
  const test::Definition definition =
      test::define_state(R"("Type": "Choice", "Choices": [{)" + std::string(rule) + R"(, "Next": "Z"}])");
  REQUIRE_FALSE(source::has_errors(definition.diagnostics));
  return graph::condition_in_words(definition.kind<asl::Choice>("S").choices[0].condition);
}

}  // namespace

TEST_SUITE("graph") {
  TEST_CASE("edges: next, choice, default, catch, start and end") {
    const graph::Graph graph = built(R"({"StartAt": "A", "States": {
      "A": {"Type": "Task", "Resource": "exec:a", "Next": "C", "Catch": [{"ErrorEquals": ["Boom", "Bang"], "Next": "F"},
        {"ErrorEquals": ["States.ALL"], "Next": "F"}]},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "A"}], "Default": "S"},
      "S": {"Type": "Succeed"},
      "F": {"Type": "Fail", "Error": "E"}}})");
    CHECK(edges_of(graph) ==
          "A>C next; A>F catch Boom, Bang, any error; C>A choice $.n = 1; C>S default otherwise; S>End end; "
          "Start>A start");
  }

  TEST_CASE("rules with the same target are one edge") {
    const graph::Graph graph = built(R"({"StartAt": "C", "States": {
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "S"},
        {"Variable": "$.b", "IsNull": false, "Next": "S"}], "Default": "S"},
      "S": {"Type": "Succeed"}}})");
    CHECK(edges_of(graph) ==
          "C>S choice 1: $.a is present, or 2: $.b is not null, or otherwise; S>End end; Start>C start");
  }

  TEST_CASE("branches and processors are clusters, to any depth") {
    const graph::Graph graph =
        built(R"({"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
      {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}},
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Y", "States": {
        "Y": {"Type": "Fail"}}}}}}]}}})");
    REQUIRE(graph.clusters.size() == 4);
    CHECK(graph.clusters[1].label == "branch 1");
    CHECK(graph.clusters[2].label == "branch 2");
    CHECK(graph.clusters[3].label == "each item");
    CHECK(graph.nodes[graph.clusters[3].owner].name == "M");
    for (graph::NodeId id = 0; id < 4; ++id) CHECK(graph.nodes[id].is_state());  // State::index is the node
    // A processor that cannot end well has no End.
    CHECK(graph.nodes[graph.clusters[3].nodes.back()].name == "Y");
    CHECK(graph.nodes[graph.clusters[0].nodes.back()].kind == NodeKind::End);
  }

  TEST_CASE("conditions in words") {
    CHECK(condition(R"("Variable": "$.a", "StringMatches": "x*")") == R"($.a matches "x*")");
    CHECK(condition(R"("Variable": "$.a", "NumericLessThanEqualsPath": "$.b")") == "$.a ≤ $.b");
    CHECK(condition(R"("Variable": "$.a", "IsTimestamp": false)") == "$.a is not a timestamp");
    CHECK(condition(R"("Not": {"Variable": "$.a", "BooleanEquals": true})") == "not ($.a = true)");
    CHECK(condition(R"("And": [{"Variable": "$.a", "IsPresent": true},
        {"Or": [{"Variable": "$.a", "NumericLessThan": 1}, {"Variable": "$.a", "NumericGreaterThan": 9}]}])") ==
          "$.a is present and ($.a < 1 or $.a > 9)");
    const test::Definition jsonata = test::define_state(R"("Type": "Choice", "QueryLanguage": "JSONata",
      "Choices": [{"Condition": "{% $states.input.n\n   > 3 %}", "Next": "Z"}])");
    CHECK(graph::condition_in_words(jsonata.kind<asl::Choice>("S").choices[0].condition) ==
          "$states.input.n > 3");
  }

  TEST_CASE("what a state does, in words") {
    const auto detail = [](std::string_view fields) {
      const test::Definition definition = test::define_state(fields);
      REQUIRE_FALSE(source::has_errors(definition.diagnostics));
      return graph::detail_in_words(definition.state("S"));
    };
    CHECK(
        detail(
            R"("Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:f:live", "End": true)") ==
        "lambda f");
    CHECK(detail(R"("Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
      "Parameters": {"FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:g", "Payload.$": "$"})") ==
          "lambda:invoke g");
    CHECK(detail(R"("Type": "Wait", "Seconds": 30, "End": true)") == "30 s");
    CHECK(detail(R"("Type": "Wait", "TimestampPath": "$.at", "End": true)") == "until $.at");
    CHECK(detail(R"("Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 5, "End": true,
      "ItemProcessor": {"StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}})") ==
          "each of $.items, 5 at a time");
  }

  TEST_CASE("a Retrier in words") {
    const test::Definition definition =
        test::define_state(R"("Type": "Task", "Resource": "exec:x", "End": true, "Retry": [
      {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1, "IntervalSeconds": 2, "BackoffRate": 1.5, "MaxDelaySeconds": 9,
       "JitterStrategy": "FULL"}])");
    CHECK(graph::retrier_in_words(definition.state("S").retry[0]) ==
          "any error: 1 time, from 2 s, ×1.5, at most 9 s, jitter");
  }
}
