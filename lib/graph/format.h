// Formats: a graph, and a run over it, as text of some kind. One row per format in formats.cpp.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "graph/graph.h"
#include "graph/hits.h"
#include "graph/layout.h"
#include "graph/overlay.h"
#include "graph/page_events.h"
#include "graph/page_map_runs.h"

namespace pawl::graph {

struct Drawing {
  const Graph& graph;
  const Overlay* run = nullptr;           // null: the definition alone, or `hits`
  const Hits* hits = nullptr;             // svg, json, html: what many executions reached; null: none
  const PageEvents* events = nullptr;     // html: the run's events; null: none
  const PageMapRuns* map_runs = nullptr;  // html: the run's Map Runs; null: none
  size_t width = 80;                      // text: columns
  bool ascii = false;                     // text: no character beyond ASCII in what pawl draws
  bool color = false;                     // text: terminal colours
};

struct DrawingFormat {
  std::string_view name;
  std::string (*render)(const Drawing& drawing);
};

/// What a run did in the node, or how often it was hit; empty: nothing is said of it.
std::string did_in_words(const Drawing& drawing, NodeId node);
/// How often the edge was taken, to be added to its label; may be empty.
std::string count_in_words(const Drawing& drawing, EdgeId edge);

std::span<const DrawingFormat> formats();
/// Null pointer for an unknown name.
const DrawingFormat* find_format(std::string_view name);

// Each in a file of its own.
std::string render_text(const Drawing& drawing);
std::string render_dot(const Drawing& drawing);
std::string render_mermaid(const Drawing& drawing);
std::string render_json(const Drawing& drawing);
std::string render_svg(const Drawing& drawing);
std::string render_html(const Drawing& drawing);

/// The drawing as an `<svg>` element. Page: without the style and the XML head, for a page that has its own.
enum class SvgUse : uint8_t { Alone, Page };
std::string svg_of(const Drawing& drawing, SvgUse use);

/// `text` inside XML, attributes included; characters that XML has no way to write become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace pawl::graph
