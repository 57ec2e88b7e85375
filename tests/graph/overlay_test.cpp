// What the captions of a run count.
#include "graph/overlay.h"

#include <doctest/doctest.h>

#include "graph/build.h"
#include "graph/format.h"
#include "support/definition.h"

using namespace pawl;

namespace {

graph::Graph choosing() {
  const test::Definition definition = test::define(R"({"StartAt": "T", "States": {
    "T": {"Type": "Task", "Resource": "exec:t", "Next": "C", "Catch": [{"ErrorEquals": ["Bad"], "Next": "C"}]},
    "C": {"Type": "Choice", "Default": "F", "Choices": [
      {"Variable": "$.n", "NumericEquals": 1, "Next": "S"}, {"Variable": "$.n", "NumericEquals": 2, "Next": "T"},
      {"Variable": "$.n", "NumericEquals": 3, "Next": "S"}, {"Variable": "$.n", "NumericEquals": 4, "Next": "F"}]},
    "S": {"Type": "Succeed"}, "F": {"Type": "Fail"}}})");
  REQUIRE_FALSE(source::has_errors(definition.diagnostics));
  return graph::build(*definition.machine, "test.asl.json", definition.document.text);
}

/// The words for the state T with such visits.
std::string words(history::StateSummary state) {
  state.name = "T";
  state.entered = state.running + state.succeeded + state.caught + state.failed + state.aborted;
  history::RunSummary summary;
  summary.states.push_back(std::move(state));
  const graph::Graph graph = choosing();
  return graph::run_in_words(graph::Overlay(graph, std::move(summary), "test"), 0);
}

}  // namespace

TEST_SUITE("graph") {
  TEST_CASE("a state's caption counts each way its visits ended") {
    CHECK(words({.succeeded = 1}) == "succeeded, 0 ms");
    CHECK(words({.caught = 1}) == "caught, 0 ms");
    CHECK(words({.succeeded = 6}) == "succeeded 6×, 0 ms");
    CHECK(words({.succeeded = 5, .caught = 1, .attempts = 7, .retries = 1, .total_time = 1200}) ==
          "caught 1×, succeeded 5×, 7 attempts, 1.2 s");
    CHECK(words({.running = 2, .succeeded = 3}) == "running 2×, succeeded 3×, 0 ms");
    CHECK(words({.running = 1, .succeeded = 1, .caught = 2, .failed = 3, .aborted = 4}) ==
          "running 1×, failed 3×, aborted 4×, caught 2×, succeeded 1×, 0 ms");
    CHECK(words({.failed = 2}) == "failed 2×, 0 ms");
    CHECK(words({.succeeded = 5, .iterations = {.total = 25, .started = 25, .succeeded = 21, .failed = 4}}) ==
          "succeeded 5×, 0 ms; 21 of 25 items, 4 failed");
  }

  TEST_CASE("each way out of a state that was entered several times has its count") {
    const graph::Graph graph = choosing();
    history::RunSummary summary;
    const auto state = [&](std::string_view name, uint64_t entered) {
      history::StateSummary& one = summary.states.emplace_back();
      one.name = name;
      one.entered = one.succeeded = entered;
    };
    state("T", 3);
    state("C", 3);
    state("S", 1);
    const auto taken = [&](uint32_t from, uint32_t to, bool by_catch, uint64_t count) {
      summary.transitions_taken.push_back({from, to, by_catch, count});
    };
    taken(history::TransitionSummary::kStart, 0, false, 1);
    taken(0, 1, false, 2);
    taken(0, 1, true, 1);
    taken(1, 0, false, 2);
    taken(1, 2, false, 1);
    const graph::Overlay overlay(graph, std::move(summary), "test");
    std::string counts;
    for (graph::EdgeId id = 0; id < graph.edges.size(); ++id) {
      const graph::GraphEdge& edge = graph.edges[id];
      counts += edge.label + graph::count_in_words(&overlay, edge, id) + "; ";
      CHECK(graph::count_in_words(nullptr, edge, id) == "");
    }
    CHECK(counts ==
          "2×; Bad · 1×; 1: $.n = 1, or 3: $.n = 3 · 1×; 2: $.n = 2 · 2×; 4: $.n = 4, or otherwise; ; ; ");
  }

  TEST_CASE("a text drawing has the rules of a Choice in their order") {
    const graph::Graph graph = choosing();
    const std::string text =
        graph::find_format("text")->render({.graph = graph, .run = nullptr, .width = 90});
    size_t last = 0;
    for (const std::string_view rule :
         {"1: $.n = 1, or 3: $.n = 3", "2: $.n = 2", "4: $.n = 4, or otherwise"}) {
      CAPTURE(rule);
      const size_t at = text.find(rule);
      REQUIRE(at != std::string::npos);
      CHECK(at > last);
      last = at;
    }
  }
}
