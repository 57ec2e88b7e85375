// The language of Graphviz (graphviz.org/doc/info/lang.html).
#include <fmt/format.h>

#include <array>

#include "base/printable.h"
#include "graph/format.h"
#include "graph/walk.h"

namespace pawl::graph {

namespace {

/// Inside "…" of a label: quotes, backslashes (which begin escapes), and ampersands (which begin entities).
std::string dot_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '"' || c == '\\') (out += '\\') += c;
    else out += c;
  }
  return out;
}

struct Colors {
  std::string_view fill, line;
};
constexpr std::array<Colors, 6> kColors = {{{"#ffffff", "#9aa3af"},
                                            {"#dcebfd", "#1a62b8"},
                                            {"#e0f3e4", "#2a7a40"},
                                            {"#fdefd2", "#9a6100"},
                                            {"#fde2df", "#b3261e"},
                                            {"#ececf1", "#5f5f6e"}}};
constexpr Colors kPlain = {"#ffffff", "#4a5568"};

class DotWriter {
 public:
  explicit DotWriter(const Drawing& drawing) : graph_(drawing.graph), run_(drawing.run) {}

  std::string write() {
    out_ =
        "digraph {\n"
        "  graph [compound=true, fontname=\"Helvetica\", nodesep=0.35, ranksep=0.45];\n"
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#4a5568\", "
        "fontname=\"Helvetica\", "
        "fontsize=12];\n"
        "  edge [color=\"#4a5568\", fontname=\"Helvetica\", fontsize=10, arrowsize=0.7];\n";
    walk(graph_, *this);
    for (EdgeId id = 0; id < graph_.edges.size(); ++id) write_edge(id);
    out_ += "}\n";
    return std::move(out_);
  }

  void close() { out_ += "}\n"; }
  void open_cluster(ClusterId id) {
    out_ += fmt::format(
        "subgraph cluster_c{} {{\n  label=\"{}\"; style=\"rounded,dotted\"; color=\"#9aa3af\"; "
        "fontsize=10;\n",
        id, dot_text(graph_.clusters[id].label));
  }
  void node(NodeId id) {
    const GraphNode& node = graph_.nodes[id];
    if (!node.is_state()) {
      out_ += fmt::format("  n{} [label=\"\", shape={}, width=0.16, height=0.16, fillcolor=\"#4a5568\"];\n",
                          id, node.kind == NodeKind::Start ? "circle" : "doublecircle");
      return;
    }
    const Colors colors = colors_of(id);
    const std::string_view shape = node.kind == NodeKind::Choice ? ", shape=hexagon, style=filled" : "";
    out_ += fmt::format("  n{} [label=\"{}\", fillcolor=\"{}\", color=\"{}\"{}{}];\n", id, label(id),
                        colors.fill, colors.line, shape, weight(id));
  }

  /// Edges to a Parallel or Map end at its border; inside are two invisible points that hold them.
  void open_composite(NodeId id) {
    const Colors colors = colors_of(id);
    out_ += fmt::format(
        "subgraph cluster_n{} {{\n  label=\"{}\"; style=\"rounded,filled\"; fillcolor=\"{}\"; color=\"{}\"; "
        "fontsize=12;\n",
        id, label(id), colors.fill, colors.line);
    out_ += fmt::format("  n{0} [shape=point, style=invis]; n{0}e [shape=point, style=invis];\n", id);
    for (const ClusterId inner : graph_.nodes[id].clusters) {
      const auto& nodes = graph_.clusters[inner].nodes;
      joins_ += fmt::format("  n{} -> n{} [style=invis];\n  n{} -> n{}e [style=invis];\n", id, nodes.front(),
                            nodes.back(), id);
    }
    out_ += joins_;
    joins_.clear();
  }

 private:
  [[nodiscard]] Colors colors_of(NodeId id) const {
    return run_ == nullptr ? kPlain : kColors[static_cast<size_t>(run_->outcome(id))];
  }

  [[nodiscard]] std::string label(NodeId id) const {
    const GraphNode& node = graph_.nodes[id];
    std::string out;
    if (run_ != nullptr && run_->state(id) != nullptr) out += std::string(sign_of(run_->outcome(id))) + " ";
    out += dot_text(label_of(node.name, kLongestName));
    const std::string detail = dot_text(label_of(node.detail, kLongestLabel));
    out += fmt::format("\\n{}{}{}", name_of(node.kind), detail.empty() ? "" : ": ", detail);
    if (!node.retries.empty()) out += "  ↻";
    if (run_ != nullptr) out += "\\n" + dot_text(run_in_words(*run_, id));
    return out;
  }

  /// The way taken is thick, and what was not reached is grey and dashed.
  [[nodiscard]] std::string_view weight(NodeId id) const {
    if (run_ == nullptr) return "";
    if (run_->state(id) != nullptr) return ", penwidth=2";
    return graph_.nodes[id].kind == NodeKind::Choice ? ", fontcolor=\"#6b7280\""
                                                     : ", style=\"rounded,dashed\", fontcolor=\"#6b7280\"";
  }

  void write_edge(EdgeId id) {
    const GraphEdge& edge = graph_.edges[id];
    const bool from_composite = graph_.nodes[edge.from].is_composite();
    const bool to_composite = graph_.nodes[edge.to].is_composite();
    std::string label = dot_text(label_of(edge.label, kLongestLabel));
    const uint64_t count = run_ != nullptr ? run_->count(id) : 0;
    label += count_in_words(run_, edge, id);
    out_ += fmt::format("  n{}{} -> n{} [", edge.from, from_composite ? "e" : "", edge.to);
    if (!label.empty()) out_ += fmt::format("label=\" {} \", ", label);
    if (edge.from != edge.to) {
      if (from_composite) out_ += fmt::format("ltail=cluster_n{}, ", edge.from);
      if (to_composite) out_ += fmt::format("lhead=cluster_n{}, ", edge.to);
    }
    if (run_ != nullptr)
      out_ += count > 0 ? "penwidth=2.5, color=\"#1f2937\", " : "color=\"#b4bac4\", fontcolor=\"#6b7280\", ";
    out_ += edge.kind == EdgeKind::Catch ? "style=dashed];\n" : "style=solid];\n";
  }

  const Graph& graph_;
  const Overlay* run_;
  std::string out_;
  std::string joins_;
};

}  // namespace

std::string render_dot(const Drawing& drawing) { return DotWriter(drawing).write(); }

}  // namespace pawl::graph
