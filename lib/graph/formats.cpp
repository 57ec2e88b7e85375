#include <array>

#include "graph/format.h"

namespace pawl::graph {

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
