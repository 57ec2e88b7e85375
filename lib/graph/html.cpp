// The page: its sources (page/), the drawing and the data, in one file that needs no network.
#include <algorithm>

#include "base/printable.h"
#include "base/utf8.h"
#include "graph/format.h"
#include "graph/page_sources.h"
#include "value/dump.h"

namespace pawl::graph {

namespace {

/// JSON may stand in a script element when no tag can begin in it.
void append_for_script(std::string& out, std::string_view json) {
  for (const char c : json) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
}

/// Where each state stands in the source, in UTF-16 units, as JavaScript counts: `[[begin, end], …]`, null
/// for other nodes.
std::string places_of(const Graph& graph) {
  std::vector<uint32_t> bytes;
  for (const GraphNode& node : graph.nodes) {
    bytes.push_back(node.begin);
    bytes.push_back(node.end);
  }
  std::sort(bytes.begin(), bytes.end());
  std::vector<size_t> units(bytes.size());
  size_t at = 0, count = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    while (at < bytes[i] && at < graph.source.size()) {
      const size_t length =
          std::max<size_t>(utf8::valid_length(std::string_view(graph.source).substr(at)), 1);
      at += length;
      count += length == 4 ? 2 : 1;
    }
    units[i] = count;
  }
  const auto unit = [&](uint32_t byte) {
    return std::to_string(
        units[static_cast<size_t>(std::lower_bound(bytes.begin(), bytes.end(), byte) - bytes.begin())]);
  };
  std::string out = "[";
  for (const GraphNode& node : graph.nodes) {
    if (out.size() > 1) out += ',';
    out += node.is_state() ? "[" + unit(node.begin) + "," + unit(node.end) + "]" : "null";
  }
  return out + "]";
}

}  // namespace

std::string render_html(const Drawing& drawing) {
  const std::string graph = render_json(drawing);
  const std::string title = xml_text(printable(drawing.graph.title));

  std::string out;
  std::string_view rest = kPageHtml;
  while (!rest.empty()) {
    const size_t open = rest.find("{{");
    const size_t close = open == std::string_view::npos ? open : rest.find("}}", open);
    out += rest.substr(0, open);
    if (close == std::string_view::npos) break;
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    rest.remove_prefix(close + 2);
    if (name == "title") out += title;
    else if (name == "style") (out += kGraphCss) += kPageCss;
    else if (name == "graph") out += svg_of(drawing, SvgUse::Page);
    else if (name == "script") {
      for (const std::string_view script : kPageScripts) out += script;
    } else if (name == "data") {
      out += "{\"graph\":";
      append_for_script(out, graph);
      out += ",\"source\":";
      append_for_script(out, json_quoted(drawing.graph.source));
      out += ",\"places\":" + places_of(drawing.graph) + ",\"events\":[";
      if (drawing.events != nullptr) append_for_script(out, drawing.events->events());
      out += "],\"families\":{";
      if (drawing.events != nullptr) out += drawing.events->families();
      out += "},\"payloads\":[";
      if (drawing.events != nullptr) append_for_script(out, drawing.events->payloads());
      out += "],\"mapRuns\":[";
      if (drawing.map_runs != nullptr) append_for_script(out, drawing.map_runs->json());
      out +=
          "],\"leftOut\":" + std::to_string(drawing.events != nullptr ? drawing.events->left_out() : 0) + "}";
    }
  }
  return out;
}

}  // namespace pawl::graph
