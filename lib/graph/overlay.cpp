#include "graph/overlay.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

#include "base/duration.h"
#include "base/text_hash.h"

namespace pawl::graph {

Overlay::Overlay(const Graph& graph, history::RunSummary summary, std::string run)
    : run_(std::move(run)),
      summary_(std::move(summary)),
      states_(graph.nodes.size(), kNone),
      counts_(graph.edges.size()) {
  TextMap<std::string_view, NodeId> by_name;
  for (NodeId id = 0; id < graph.nodes.size(); ++id) {
    if (graph.nodes[id].is_state()) by_name.emplace(graph.nodes[id].name, id);
  }
  std::vector<NodeId> node_of(summary_.states.size(), kNone);
  for (uint32_t i = 0; i < summary_.states.size(); ++i) {
    const auto found = by_name.find(summary_.states[i].name);
    if (found == by_name.end()) {
      ++strangers_;
      continue;
    }
    node_of[i] = found->second;
    states_[found->second] = i;
  }
  // By source, target and road: there is at most one edge of each.
  const auto key = [&](NodeId from, NodeId to, bool by_catch) {
    return (uint64_t{from} * graph.nodes.size() + to) * 2 + (by_catch ? 1 : 0);
  };
  std::unordered_map<uint64_t, EdgeId> edges;
  std::vector<EdgeId> start_of(graph.nodes.size(), kNone);  // by the first state
  for (EdgeId id = 0; id < graph.edges.size(); ++id) {
    const GraphEdge& edge = graph.edges[id];
    if (edge.kind == EdgeKind::Start) start_of[edge.to] = id;
    edges.emplace(key(edge.from, edge.to, edge.kind == EdgeKind::Catch), id);
  }
  std::vector<uint64_t> left(graph.nodes.size());  // ordinary exits that led on
  for (const history::TransitionSummary& taken : summary_.transitions_taken) {
    const NodeId to = node_of[taken.to];
    if (to == kNone) continue;
    if (taken.from == history::TransitionSummary::kStart) {
      if (start_of[to] != kNone) counts_[start_of[to]] += taken.count;
      continue;
    }
    const NodeId from = node_of[taken.from];
    if (from == kNone) continue;
    if (!taken.by_catch) left[from] += taken.count;
    const auto found = edges.find(key(from, to, taken.by_catch));
    if (found != edges.end()) counts_[found->second] += taken.count;
  }
  for (EdgeId id = 0; id < graph.edges.size(); ++id) {
    const GraphEdge& edge = graph.edges[id];
    const history::StateSummary* from = state(edge.from);
    if (edge.kind == EdgeKind::End && from != nullptr && from->succeeded > left[edge.from])
      counts_[id] = from->succeeded - left[edge.from];
  }
}

NodeOutcome Overlay::outcome(NodeId node) const {
  const history::StateSummary* found = state(node);
  if (found == nullptr || found->entered == 0) return NodeOutcome::NotReached;
  if (found->running > 0) return NodeOutcome::Running;
  if (found->failed > 0) return NodeOutcome::Failed;
  if (found->aborted > 0) return NodeOutcome::Aborted;
  if (found->caught > 0) return NodeOutcome::Caught;
  return NodeOutcome::Succeeded;
}

std::string_view name_of(NodeOutcome outcome) {
  static constexpr std::array<std::string_view, 6> kNames = {"not reached", "running", "succeeded",
                                                             "caught",      "failed",  "aborted"};
  return kNames[static_cast<size_t>(outcome)];
}

std::string_view sign_of(NodeOutcome outcome) {
  static constexpr std::array<std::string_view, 6> kSigns = {" ", "▸", "✓", "↷", "✗", "⊘"};
  return kSigns[static_cast<size_t>(outcome)];
}

std::string_view ascii_sign_of(NodeOutcome outcome) {
  static constexpr std::array<std::string_view, 6> kSigns = {" ", ">", "+", "~", "x", "-"};
  return kSigns[static_cast<size_t>(outcome)];
}

std::string count_in_words(const Overlay* run, const GraphEdge& edge, EdgeId id) {
  const uint64_t count = run == nullptr ? 0 : run->count(id);
  const history::StateSummary* from = run == nullptr ? nullptr : run->state(edge.from);
  if (count == 0 || (count == 1 && (from == nullptr || from->entered == 1))) return {};
  return fmt::format("{}{}×", edge.label.empty() ? "" : " · ", count);
}

std::string run_in_words(const Overlay& overlay, NodeId node) {
  const history::StateSummary* state = overlay.state(node);
  const NodeOutcome outcome = overlay.outcome(node);
  if (state == nullptr) return std::string(name_of(outcome));
  std::string out;
  if (state->entered > 1) {
    using enum NodeOutcome;
    for (const auto& [how, count] : {std::pair(Running, state->running), std::pair(Failed, state->failed),
                                     std::pair(Aborted, state->aborted), std::pair(Caught, state->caught),
                                     std::pair(Succeeded, state->succeeded)}) {
      if (count > 0) out += fmt::format("{}{} {}×", out.empty() ? "" : ", ", name_of(how), count);
    }
  } else {
    out = name_of(outcome);
  }
  if (state->retries > 0) out += fmt::format(", {} attempts", state->attempts);
  if (state->ended() > 0) out += ", " + format_duration(state->total_time);
  const history::IterationCounts& items = state->iterations;
  if (items.started > 0) {
    out += fmt::format("; {} of {} item{}", items.succeeded, items.total, items.total == 1 ? "" : "s");
    if (items.failed > 0) out += fmt::format(", {} failed", items.failed);
    if (items.aborted > 0) out += fmt::format(", {} aborted", items.aborted);
    const uint64_t ended = items.succeeded + items.failed + items.aborted;
    if (items.started > ended) out += fmt::format(", {} running", items.started - ended);
  }
  return out;
}

}  // namespace pawl::graph
