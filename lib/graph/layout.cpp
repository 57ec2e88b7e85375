#include "graph/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/printable.h"
#include "base/utf8.h"
#include "graph/format.h"

namespace pawl::graph {

namespace {

constexpr double kPadding = 12;   // around what is inside a Parallel or Map
constexpr double kNameSize = 13;  // of the name's letters
constexpr double kBold = 1.1;     // as against the ordinary face
constexpr double kDetailSize = 11;
constexpr double kClusterLabel = 14;
constexpr double kMark = 12;        // a Start or End
constexpr double kRowWidth = 2400;  // branches stand side by side up to here, then in a new row

constexpr double kStateHeight = 44;
constexpr double kRunHeight = 15;  // more, for what a run did

Box size_of(const Drawing& drawing, NodeId id) {
  const GraphNode& node = drawing.graph.nodes[id];
  const std::string did = did_in_words(drawing, id);
  if (!node.is_state()) return {0, 0, kMark, kMark};
  double width = text_width(label_of(node.name, kLongestName), kNameSize) * kBold;
  width = std::max(width, text_width(label_of(node.detail, kLongestLabel), kDetailSize));
  if (!did.empty()) width = std::max(width, text_width(did, kDetailSize));
  width += 46;  // the type's sign before it
  if (!node.retries.empty() || node.kind == NodeKind::Choice) width += 14;
  return {0, 0, std::ceil(std::max(width, 90.0)), kStateHeight + (did.empty() ? 0 : kRunHeight)};
}

/// What is inside a composite node: its clusters side by side, in rows.
struct Inside {
  Box size;               // of the whole node, header included
  std::vector<Point> at;  // of each cluster in the node
};

Inside arrange(const GraphNode& node, const Box& header, const std::vector<Box>& clusters) {
  Inside inside;
  double x = kPadding, y = header.height + kClusterLabel, row = 0, widest = 0;
  for (const ClusterId id : node.clusters) {
    const Box& box = clusters[id];
    if (x > kPadding && x + box.width > kRowWidth) {
      y += row + kPadding + kClusterLabel;
      x = kPadding;
      row = 0;
    }
    inside.at.push_back({x, y});
    x += box.width + kPadding;
    row = std::max(row, box.height);
    widest = std::max(widest, x);
  }
  inside.size = header;
  inside.size.width = std::max(inside.size.width, widest);
  inside.size.height = y + row + kPadding;
  // The clusters of a node wider than they are stand in its middle.
  if (widest < inside.size.width) {
    for (Point& at : inside.at) at.x += (inside.size.width - widest) / 2;
  }
  return inside;
}

void move(Route& route, double x, double y) {
  for (Point& point : route.points) point = {point.x + x, point.y + y};
  route.label = {route.label.x + x, route.label.y + y};
}

}  // namespace

double text_width(std::string_view text, double size) {
  // Of 32 to 126, in thousandths of the size: Helvetica's.
  static constexpr std::array<uint16_t, 95> kWidths = {
      278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
      556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
      611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
      667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
      222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
  double width = 0;
  for (const utf8::Character c : utf8::Characters(text)) {
    if (c.code >= 32 && c.code < 127) width += kWidths[c.code - 32];
    else width += 620.0 * static_cast<double>(display_width(c.code));
  }
  return width * size / 1000 * 1.15;  // faces differ, and some are wider
}

std::string label_of(std::string_view text, size_t columns) { return shortened(printable(text), columns); }

Layout lay_out(const Drawing& drawing) {
  const Graph& graph = drawing.graph;
  Layout layout;
  layout.nodes.resize(graph.nodes.size());
  layout.clusters.resize(graph.clusters.size());
  layout.edges.resize(graph.edges.size());

  std::vector<size_t> place(graph.nodes.size());  // in its FlatGraph
  for (const Cluster& cluster : graph.clusters) {
    for (size_t i = 0; i < cluster.nodes.size(); ++i) place[cluster.nodes[i]] = i;
  }
  std::vector<std::vector<EdgeId>> edges_of(graph.clusters.size());
  for (EdgeId id = 0; id < graph.edges.size(); ++id)
    edges_of[graph.nodes[graph.edges[id].from].cluster].push_back(id);

  std::vector<std::vector<Point>> inside(graph.nodes.size());
  // Inner clusters come after outer ones, which need their sizes.
  for (auto id = static_cast<ClusterId>(graph.clusters.size()); id-- > 0;) {
    FlatGraph flat;
    for (const NodeId node_id : graph.clusters[id].nodes) {
      const GraphNode& node = graph.nodes[node_id];
      if (node.is_composite()) {
        Inside arranged = arrange(node, size_of(drawing, node_id), layout.clusters);
        inside[node_id] = std::move(arranged.at);
        flat.nodes.push_back({arranged.size});
      } else {
        flat.nodes.push_back({size_of(drawing, node_id)});
      }
    }
    for (const EdgeId edge_id : edges_of[id]) {
      const GraphEdge& edge = graph.edges[edge_id];
      const std::string label = label_of(edge.label, kLongestLabel) + count_in_words(drawing, edge_id);
      flat.edges.push_back(
          {place[edge.from], place[edge.to], label.empty() ? 0 : text_width(label, kDetailSize) + 10, {}});
    }
    lay_out_in_layers(flat);
    layout.clusters[id] = {0, 0, flat.width, flat.height};
    for (size_t i = 0; i < flat.nodes.size(); ++i)
      layout.nodes[graph.clusters[id].nodes[i]] = flat.nodes[i].box;
    for (size_t i = 0; i < flat.edges.size(); ++i)
      layout.edges[edges_of[id][i]] = std::move(flat.edges[i].route);
  }

  // Outer clusters come first, so whoever stands around has its final place.
  for (ClusterId id = 0; id < graph.clusters.size(); ++id) {
    const Cluster& cluster = graph.clusters[id];
    Box& box = layout.clusters[id];
    if (cluster.owner != kNone) {
      const std::vector<ClusterId>& siblings = graph.nodes[cluster.owner].clusters;
      const auto index =
          static_cast<size_t>(std::find(siblings.begin(), siblings.end(), id) - siblings.begin());
      box.x = layout.nodes[cluster.owner].x + inside[cluster.owner][index].x;
      box.y = layout.nodes[cluster.owner].y + inside[cluster.owner][index].y;
    }
    for (const NodeId node : cluster.nodes) {
      layout.nodes[node].x += box.x;
      layout.nodes[node].y += box.y;
    }
    for (const EdgeId edge : edges_of[id]) move(layout.edges[edge], box.x, box.y);
  }
  layout.width = layout.clusters.front().width;
  layout.height = layout.clusters.front().height;
  return layout;
}

}  // namespace pawl::graph
