// Layout: where everything of a graph is drawn, in points, y downwards. Clusters never share an edge, so each
// is laid out alone, inner ones first; what is inside a Parallel or Map makes it a large node of the cluster
// around it.
#pragma once
#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace pawl::graph {

struct Drawing;  // format.h

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x = 0;  // left
  double y = 0;  // top
  double width = 0;
  double height = 0;
};

/// A run of cubic Bézier curves: a start, then three points for each curve. The label's middle counts where
/// there is a label.
struct Route {
  std::vector<Point> points;
  Point label;
};

struct Layout {
  double width = 0;
  double height = 0;
  std::vector<Box> nodes;
  std::vector<Box> clusters;
  std::vector<Route> edges;
};

/// One cluster to be laid out: sizes in, places out. The edges of a cluster join its own nodes only, by their
/// place here.
struct FlatGraph {
  struct FlatNode {
    Box box;  // width and height are given
  };
  struct FlatEdge {
    size_t from = 0;
    size_t to = 0;
    double label_width = 0;  // 0: no label
    Route route;
  };
  std::vector<FlatNode> nodes;  // Start first, End last
  std::vector<FlatEdge> edges;
  double width = 0;
  double height = 0;
};

inline constexpr double kLabelHeight = 15;
/// The most that is shown of a condition or an error list; the whole stands in a tooltip.
inline constexpr size_t kLongestLabel = 44;
inline constexpr size_t kLongestName = 48;

/// The whole layout. Nodes have room for what a run did with them, if the drawing shows one.
Layout lay_out(const Drawing& drawing);

/// One cluster, in layers from top to bottom (layered.cpp).
void lay_out_in_layers(FlatGraph& cluster);

/// About how wide a text is in a sans-serif face of this size, in points.
double text_width(std::string_view text, double size);
/// A text of the definition as a drawing shows it: on one line, safe, at most so many columns, "…" at the end
/// if something was cut.
std::string label_of(std::string_view text, size_t columns);

}  // namespace pawl::graph
