// The nodes of a graph as they stand inside each other, for formats that write nested groups.
#pragma once
#include <vector>

#include "graph/graph.h"

namespace pawl::graph {

/// Calls `writer.node(NodeId)` for what holds nothing, and around what does: `open_composite(NodeId)`,
/// `open_cluster(ClusterId)`, `close()` for each. A work list, since definitions nest as deep as they like.
template <class Writer>
void walk(const Graph& graph, Writer& writer) {
  struct Open {
    ClusterId cluster;
    size_t node = 0;   // the next of its nodes
    size_t inner = 0;  // the next cluster of that node
  };
  std::vector<Open> open = {{0}};
  while (!open.empty()) {
    Open& top = open.back();
    const Cluster& cluster = graph.clusters[top.cluster];
    if (top.node == cluster.nodes.size()) {
      if (cluster.owner != kNone) writer.close();
      open.pop_back();
      continue;
    }
    const NodeId id = cluster.nodes[top.node];
    const GraphNode& node = graph.nodes[id];
    if (!node.is_composite()) {
      writer.node(id);
      ++top.node;
      continue;
    }
    if (top.inner == 0) writer.open_composite(id);
    if (top.inner == node.clusters.size()) {
      writer.close();
      ++top.node;
      top.inner = 0;
      continue;
    }
    const ClusterId inner = node.clusters[top.inner++];
    writer.open_cluster(inner);
    open.push_back({inner});
  }
}

}  // namespace pawl::graph
