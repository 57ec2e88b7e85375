#include <array>

#include "graph/format.h"

namespace pawl::graph {

std::string did_in_words(const Drawing& drawing, NodeId node) {
  if (!drawing.graph.nodes[node].is_state()) return {};
  if (drawing.run != nullptr) return run_in_words(*drawing.run, node);
  return drawing.hits != nullptr ? hits_in_words(*drawing.hits, node) : std::string();
}

std::string count_in_words(const Drawing& drawing, EdgeId edge) {
  const GraphEdge& drawn = drawing.graph.edges[edge];
  if (drawing.hits == nullptr) return count_in_words(drawing.run, drawn, edge);
  const uint64_t count = drawing.hits->edges[edge];
  if (count == 0) return {};
  return (drawn.label.empty() ? "" : " · ") + std::to_string(count) + "×";
}

std::span<const DrawingFormat> formats() {
  static constexpr std::array<DrawingFormat, 6> kFormats = {{
      {"text", render_text},
      {"svg", render_svg},
      {"html", render_html},
      {"mermaid", render_mermaid},
      {"dot", render_dot},
      {"json", render_json},
  }};
  return kFormats;
}

const DrawingFormat* find_format(std::string_view name) {
  for (const DrawingFormat& format : formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace pawl::graph
