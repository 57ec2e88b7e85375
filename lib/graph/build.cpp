#include "graph/build.h"

#include <algorithm>

#include "graph/words.h"

namespace pawl::graph {

namespace {

class Builder {
 public:
  explicit Builder(const asl::StateMachine& machine) {
    graph_.nodes.resize(machine.states.size());
    add_cluster(machine.block, kNone, "");
    while (!waiting_.empty()) {
      const Waiting next = waiting_.back();
      waiting_.pop_back();
      fill(next);
    }
    std::stable_sort(graph_.edges.begin(), graph_.edges.end(),
                     [](const GraphEdge& a, const GraphEdge& b) { return a.from < b.from; });
  }

  Graph finish() && { return std::move(graph_); }

 private:
  struct Waiting {
    const asl::Block* block;
    ClusterId cluster;
  };

  ClusterId add_cluster(const asl::Block& block, NodeId owner, std::string label) {
    const auto id = static_cast<ClusterId>(graph_.clusters.size());
    graph_.clusters.push_back({.owner = owner, .label = std::move(label), .nodes = {}});
    waiting_.push_back({&block, id});
    return id;
  }

  /// Whether the cluster can end well with it.
  static bool is_last(const asl::State& state) {
    return state.next == nullptr && state.type() != asl::StateType::Choice &&
           state.type() != asl::StateType::Fail;
  }

  NodeId add_mark(NodeKind kind, ClusterId cluster) {
    const auto id = static_cast<NodeId>(graph_.nodes.size());
    graph_.nodes.push_back({.kind = kind, .cluster = cluster});
    return id;
  }

  void fill(const Waiting& waiting) {
    const NodeId start = add_mark(NodeKind::Start, waiting.cluster);
    const auto& states = waiting.block->states;
    const bool ends =
        std::any_of(states.begin(), states.end(), [](const auto& state) { return is_last(*state); });
    const NodeId end = ends ? add_mark(NodeKind::End, waiting.cluster) : kNone;
    std::vector<NodeId> nodes = {start};
    if (waiting.block->start_at != nullptr)
      add_edge(start, waiting.block->start_at->index, EdgeKind::Start, "");
    for (const auto& state : states) {
      nodes.push_back(state->index);
      add_state(*state, waiting.cluster, end);
    }
    if (ends) nodes.push_back(end);
    graph_.clusters[waiting.cluster].nodes = std::move(nodes);
  }

  void add_state(const asl::State& state, ClusterId cluster, NodeId end) {
    const NodeId id = state.index;
    GraphNode& node = graph_.nodes[id];
    node.kind = static_cast<NodeKind>(state.type());
    node.cluster = cluster;
    node.name = state.name;
    node.pointer = state.pointer;
    node.detail = detail_in_words(state);
    node.comment = state.comment;
    node.begin = state.span.begin;
    node.end = state.span.end;
    for (const asl::Retrier& retrier : state.retry) node.retries.push_back(retrier_in_words(retrier));

    if (const auto* parallel = std::get_if<asl::Parallel>(&state.kind)) {
      for (size_t i = 0; i < parallel->branches.size(); ++i) {
        const ClusterId inner = add_cluster(parallel->branches[i], id, "branch " + std::to_string(i + 1));
        graph_.nodes[id].clusters.push_back(inner);
      }
    } else if (const auto* map = std::get_if<asl::Map>(&state.kind)) {
      const ClusterId inner = add_cluster(map->item_processor, id, "each item");
      graph_.nodes[id].clusters.push_back(inner);
    }

    if (const auto* choice = std::get_if<asl::Choice>(&state.kind)) {
      const auto& rules = choice->choices;
      for (size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].next == nullptr) continue;
        const std::string number = rules.size() > 1 ? std::to_string(i + 1) + ": " : "";
        add_edge(id, rules[i].next->index, EdgeKind::Choice, number + condition_in_words(rules[i].condition));
      }
      if (choice->default_state != nullptr)
        add_edge(id, choice->default_state->index, EdgeKind::Default, "otherwise");
    } else if (is_last(state)) {
      add_edge(id, end, EdgeKind::End, "");
    } else if (state.next != nullptr) {
      add_edge(id, state.next->index, EdgeKind::Next, "");
    }
    for (const asl::Catcher& catcher : state.catchers) {
      if (catcher.next != nullptr)
        add_edge(id, catcher.next->index, EdgeKind::Catch, errors_in_words(catcher.error_equals));
    }
  }

  /// Edges of one state are added together, so only the last ones can be the same.
  void add_edge(NodeId from, NodeId to, EdgeKind kind, std::string label) {
    for (size_t i = graph_.edges.size(); i-- > 0 && graph_.edges[i].from == from;) {
      GraphEdge& edge = graph_.edges[i];
      if (edge.to != to || (edge.kind == EdgeKind::Catch) != (kind == EdgeKind::Catch)) continue;
      edge.label += (kind == EdgeKind::Catch ? ", " : ", or ") + label;
      return;
    }
    graph_.edges.push_back({from, to, kind, std::move(label)});
  }

  Graph graph_;
  std::vector<Waiting> waiting_;
};

}  // namespace

Graph build(const asl::StateMachine& machine, std::string title, std::string source) {
  Graph graph = Builder(machine).finish();
  graph.title = std::move(title);
  graph.comment = machine.comment;
  graph.source = std::move(source);
  return graph;
}

}  // namespace pawl::graph
