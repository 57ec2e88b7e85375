#include <array>

#include "graph/format.h"
#include "graph/graphviz.h"

namespace pawl::graph {

std::span<const DrawingFormat> formats() {
  static constexpr std::array<DrawingFormat, 7> kFormats = {{
      {"text", false, render_text},
      {"svg", false, render_svg},
      {"png", true, render_png},
      {"html", false, render_html},
      {"mermaid", false, render_mermaid},
      {"dot", false, render_dot},
      {"json", false, render_json},
  }};
  return kFormats;
}

const DrawingFormat* find_format(std::string_view name) {
  for (const DrawingFormat& format : formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

Result<Layout> layout_of(const Drawing& drawing) {
  if (drawing.layout == LayoutChoice::Graphviz)
    return lay_out_by_graphviz(drawing.graph, drawing.run, kDotPatience);
  if (drawing.layout == LayoutChoice::Auto && drawing.graph.nodes.size() <= kDotNodes) {
    auto layout = lay_out_by_graphviz(drawing.graph, drawing.run, kDotSeconds);
    if (layout) return layout;
  }
  return lay_out(drawing.graph, drawing.run, lay_out_in_layers);
}

Result<std::string> render_png(const Drawing& drawing) {
  PAWL_TRY(std::string dot, render_dot(drawing));
  return run_dot({"-Tpng", "-Gdpi=144"}, dot, kDotPatience);
}

}  // namespace pawl::graph
