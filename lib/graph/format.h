// Formats: a graph, and a run over it, as text of some kind. One row per format in formats.cpp.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "graph/graph.h"
#include "graph/layout.h"
#include "graph/layout_choice.h"
#include "graph/overlay.h"
#include "graph/page_events.h"

namespace pawl::graph {

struct Drawing {
  const Graph& graph;
  const Overlay* run = nullptr;        // null: the definition alone
  const PageEvents* events = nullptr;  // html: the run's events; null: none
  size_t width = 80;                   // text: columns
  bool ascii = false;                  // text: no character beyond ASCII in what pawl draws
  bool color = false;                  // text: terminal colours
  LayoutChoice layout = LayoutChoice::Auto;
};

struct DrawingFormat {
  std::string_view name;
  bool is_binary;
  Result<std::string> (*render)(const Drawing& drawing);
};

std::span<const DrawingFormat> formats();
/// Null pointer for an unknown name.
const DrawingFormat* find_format(std::string_view name);

// Each in a file of its own.
Result<std::string> render_text(const Drawing& drawing);
Result<std::string> render_dot(const Drawing& drawing);
Result<std::string> render_mermaid(const Drawing& drawing);
Result<std::string> render_json(const Drawing& drawing);
Result<std::string> render_svg(const Drawing& drawing);
/// By the program `dot`. Errors: it is missing (with what to install), it failed.
Result<std::string> render_png(const Drawing& drawing);
Result<std::string> render_html(const Drawing& drawing);

/// The layout a drawing asks for. Errors: Graphviz is wanted and missing, or failed.
Result<Layout> layout_of(const Drawing& drawing);
/// The drawing as an `<svg>` element. Page: without the style and the XML head, for a page that has its own.
enum class SvgUse : uint8_t { Alone, Page };
std::string svg_of(const Drawing& drawing, const Layout& layout, SvgUse use);

/// `text` inside XML, attributes included; characters that XML has no way to write become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace pawl::graph
