#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "coverage/report.h"
#include "graph/build.h"
#include "graph/format.h"

namespace pawl::coverage {

namespace {

using Kind = CoveragePoint::Kind;

/// What remains; an execution that is stopped may leave a state and never enter the next one.
uint64_t less(uint64_t all, uint64_t part) { return all - std::min(all, part); }

/// What the counts say of each node and edge of the graph, whose nodes are the states by index.
graph::Hits hits_of(const graph::Graph& drawn, const CoveragePoints& points, const CoverageCounts& counts) {
  graph::Hits hits{.summary = CoverageNumbers(points, counts).text(),
                   .nodes = std::vector<uint64_t>(drawn.nodes.size()),
                   .edges = std::vector<uint64_t>(drawn.edges.size()),
                   .missed = std::vector<std::vector<std::string>>(drawn.nodes.size())};
  // Ways with the same target are one edge, those of Catchers another one.
  std::map<std::tuple<uint32_t, uint32_t, bool>, uint64_t> taken;
  std::vector<uint64_t> left(drawn.nodes.size()), arrived(drawn.nodes.size());
  for (size_t i = 0; i < points.all().size(); ++i) {
    const CoveragePoint& point = points.all()[i];
    if (point.kind == Kind::State) hits.nodes[point.state] = counts[i];
    else if (counts[i] == 0 && point.kind != Kind::RuleTrue) hits.missed[point.state].push_back(point.text);
    if (point.measure() != Measure::Transitions) continue;
    taken[{point.state, point.target, point.kind == Kind::Catch}] += counts[i];
    left[point.state] += counts[i];
    arrived[point.target] += counts[i];
  }
  for (graph::EdgeId id = 0; id < drawn.edges.size(); ++id) {
    const graph::GraphEdge& edge = drawn.edges[id];
    if (edge.kind == graph::EdgeKind::Start) hits.edges[id] = less(hits.nodes[edge.to], arrived[edge.to]);
    // What did not go on: it ended there, or failed.
    else if (edge.kind == graph::EdgeKind::End) hits.edges[id] = less(hits.nodes[edge.from], left[edge.from]);
    else hits.edges[id] = taken[{edge.from, edge.to, edge.kind == graph::EdgeKind::Catch}];
  }
  return hits;
}

}  // namespace

std::string html_report(const asl::StateMachine& machine, const source::Document& document,
                        const CoveragePoints& points, const CoverageCounts& counts) {
  const graph::Graph drawn =
      graph::build(machine, std::filesystem::path(document.name).filename().string(), document.text);
  const graph::Hits hits = hits_of(drawn, points, counts);
  return graph::render_html({.graph = drawn, .hits = &hits});
}

}  // namespace pawl::coverage
