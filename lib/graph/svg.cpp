// SVG, by hand from a layout. The page draws with the same elements: data-node and data-edge say which.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/printable.h"
#include "base/utf8.h"
#include "graph/format.h"
#include "graph/page_sources.h"

namespace pawl::graph {

namespace {

constexpr double kMargin = 14;

/// 16 by 16, by NodeKind.
constexpr std::array<std::string_view, 8> kIcons = {
    "M2 8h11M9 4l4 4-4 4",                    // Pass
    "M2 3h12v10H2zM5 6l2.5 2L5 10M9 10.5h3",  // Task
    "M8 1.5L14.5 8 8 14.5 1.5 8z",            // Choice
    "M8 2a6 6 0 1 0 .01 0zM8 4.5V8l2.5 1.5",  // Wait
    "M3 8.5L6.5 12 13 4.5",                   // Succeed
    "M4 4l8 8M12 4l-8 8",                     // Fail
    "M4 3v10M8 3v10M12 3v10",                 // Parallel
    "M5 2h9v9M2 5h9v9H2z",                    // Map
};

std::string css_class(std::string_view name) {
  std::string out(name);
  std::ranges::replace(out, ' ', '-');
  return out;
}

class SvgWriter {
 public:
  SvgWriter(const Drawing& drawing, const Layout& layout)
      : drawing_(drawing), graph_(drawing.graph), run_(drawing.run), hits_(drawing.hits), layout_(layout) {}

  std::string write(SvgUse use) {
    const double width = layout_.width + 2 * kMargin, height = layout_.height + 2 * kMargin;
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pawl-graph{}\" role=\"img\" aria-label=\"{}\" "
        "width=\"{:.0f}\" "
        "height=\"{:.0f}\" viewBox=\"{:.0f} {:.0f} {:.0f} {:.0f}\">\n",
        shows_counts() ? " with-run" : "", xml_text(printable(graph_.title)), width, height, -kMargin,
        -kMargin, width, height);
    if (use == SvgUse::Alone)
      out_ += fmt::format("<title>{}</title>\n<style>{}</style>\n", xml_text(printable(graph_.title)),
                          xml_text(kGraphCss));
    out_ += "<defs>";
    for (const char* name : {"pawl-arrow", "pawl-arrow-taken", "pawl-arrow-faint"}) {
      out_ += fmt::format(
          "<marker id=\"{}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
          "markerHeight=\"9\" "
          "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 1L10 5 0 9z\"/></marker>",
          name);
    }
    out_ += "</defs>\n<g class=\"all\">\n";
    for (ClusterId id = 0; id < graph_.clusters.size(); ++id) {
      if (graph_.clusters[id].owner != kNone) write_cluster(id);
      for (const NodeId node : graph_.clusters[id].nodes) {
        if (graph_.nodes[node].is_composite()) write_state(node);
      }
    }
    for (EdgeId id = 0; id < graph_.edges.size(); ++id) write_edge(id);
    for (NodeId id = 0; id < graph_.nodes.size(); ++id) {
      if (!graph_.nodes[id].is_state()) write_mark(id);
      else if (!graph_.nodes[id].is_composite()) write_state(id);
    }
    out_ += "</g>\n</svg>\n";
    return std::move(out_);
  }

 private:
  void write_cluster(ClusterId id) {
    const Box& box = layout_.clusters[id];
    out_ += fmt::format(
        "<g class=\"cluster\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "rx=\"8\"/><text x=\"{:.1f}\" "
        "y=\"{:.1f}\">{}</text></g>\n",
        box.x - 4, box.y - 4, box.width + 8, box.height + 8, box.x, box.y - 8,
        xml_text(graph_.clusters[id].label));
  }

  void write_mark(NodeId id) {
    const Box& box = layout_.nodes[id];
    const bool start = graph_.nodes[id].kind == NodeKind::Start;
    out_ +=
        fmt::format("<circle class=\"mark {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>\n",
                    start ? "start" : "end", box.x + box.width / 2, box.y + box.height / 2, start ? 6 : 4.5);
  }

  void write_state(NodeId id) {
    const GraphNode& node = graph_.nodes[id];
    const Box& box = layout_.nodes[id];
    const std::string kind(name_of(node.kind));
    std::string classes = "node " + kind;
    if (node.is_composite()) classes += " composite";
    if (run_ != nullptr) classes += " " + css_class(name_of(run_->outcome(id)));
    else if (hits_ != nullptr) classes += " " + css_class(name_of(coverage_of(*hits_, id)));
    std::string tip = kind + ": " + printable(node.name);
    if (!node.detail.empty()) tip += "\n" + printable(node.detail);
    if (!node.comment.empty()) tip += "\n" + printable(node.comment);
    for (const std::string& retry : node.retries) tip += "\n↻ " + printable(retry);
    const std::string did = did_in_words(drawing_, id);
    if (!did.empty()) tip += "\n" + did;
    if (hits_ != nullptr) {
      for (const std::string& missed : hits_->missed[id]) tip += "\n" + printable(missed);
    }
    out_ += fmt::format(
        "<g class=\"{}\" data-node=\"{}\"><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:.1f}\" "
        "rx=\"{}\"/>",
        classes, id, xml_text(tip), box.x, box.y, box.width, box.height,
        node.kind == NodeKind::Choice ? 20 : 7);
    out_ += fmt::format("<path class=\"icon\" transform=\"translate({:.1f} {:.1f})\" d=\"{}\"/>", box.x + 11,
                        box.y + 14, kIcons[static_cast<size_t>(node.kind)]);
    const bool alone = node.detail.empty() && !shows_counts();
    double y = box.y + (alone ? 27 : 19);
    write_text("name", box.x + 34, y, label_of(node.name, kLongestName));
    if (!node.detail.empty()) write_text("detail", box.x + 34, y += 16, label_of(node.detail, kLongestLabel));
    if (!did.empty()) write_text("did", box.x + 34, y += 15, did);
    if (!node.retries.empty()) write_text("retry", box.x + box.width - 18, box.y + 19, "↻");
    if (run_ != nullptr && run_->state(id) != nullptr) {
      out_ += fmt::format(
          "<g class=\"badge\"><circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"8\"/><text x=\"{0:.1f}\" "
          "y=\"{1:.1f}\">{2}</text></g>",
          box.x + box.width, box.y, sign_of(run_->outcome(id)));
    }
    out_ += "</g>\n";
  }

  void write_text(std::string_view name, double x, double y, std::string_view text) {
    out_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", name, x, y, xml_text(text));
  }

  void write_edge(EdgeId id) {
    const GraphEdge& edge = graph_.edges[id];
    const Route& route = layout_.edges[id];
    if (route.points.empty()) return;
    const uint64_t count = run_ != nullptr ? run_->count(id) : hits_ != nullptr ? hits_->edges[id] : 0;
    std::string path = fmt::format("M{:.1f} {:.1f}", route.points[0].x, route.points[0].y);
    for (size_t i = 1; i + 2 < route.points.size(); i += 3) {
      path += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", route.points[i].x, route.points[i].y,
                          route.points[i + 1].x, route.points[i + 1].y, route.points[i + 2].x,
                          route.points[i + 2].y);
    }
    const char* arrow = !shows_counts() ? "pawl-arrow" : count > 0 ? "pawl-arrow-taken" : "pawl-arrow-faint";
    out_ += fmt::format("<g class=\"edge {}{}\" data-edge=\"{}\">", name_of(edge.kind),
                        count > 0 ? " taken" : "", id);
    if (!edge.label.empty()) out_ += fmt::format("<title>{}</title>", xml_text(printable(edge.label)));
    out_ += fmt::format("<path d=\"{}\" marker-end=\"url(#{})\"/>", path, arrow);
    std::string label = label_of(edge.label, kLongestLabel);
    label += count_in_words(drawing_, id);
    if (!label.empty()) {
      const Point at = route.label;
      out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", at.x, at.y, xml_text(label));
    }
    out_ += "</g>\n";
  }

  /// Whether nodes and edges say how often they were reached.
  [[nodiscard]] bool shows_counts() const { return run_ != nullptr || hits_ != nullptr; }

  const Drawing& drawing_;
  const Graph& graph_;
  const Overlay* run_;
  const Hits* hits_;
  const Layout& layout_;
  std::string out_;
};

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const utf8::Character c : utf8::Characters(text)) {
    const bool is_invalid =
        (c.code < 0x20 && c.code != '\n' && c.code != '\t') || c.code == 0xFFFE || c.code == 0xFFFF;
    if (is_invalid || c.code == utf8::kReplacement) out += utf8::kReplacementText;
    else if (c.code == '&') out += "&amp;";
    else if (c.code == '<') out += "&lt;";
    else if (c.code == '>') out += "&gt;";
    else if (c.code == '"') out += "&quot;";
    else if (c.code == '\'') out += "&#39;";
    else out += c.bytes;
  }
  return out;
}

std::string svg_of(const Drawing& drawing, SvgUse use) {
  const Layout layout = lay_out(drawing);
  return SvgWriter(drawing, layout).write(use);
}

std::string render_svg(const Drawing& drawing) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg_of(drawing, SvgUse::Alone);
}

}  // namespace pawl::graph
