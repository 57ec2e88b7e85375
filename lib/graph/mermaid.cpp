// Mermaid flowcharts (mermaid.js.org/syntax/flowchart.html), as GitHub's Markdown draws them.
#include <fmt/format.h>

#include <string>

#include "base/printable.h"
#include "base/utf8.h"
#include "graph/format.h"
#include "graph/walk.h"

namespace pawl::graph {

namespace {

/// Inside "…": everything that could mean something to Mermaid, Markdown or HTML becomes an entity code.
std::string mermaid_text(std::string_view text) {
  static constexpr std::string_view kHarmless = " _:,$()[]?!='/|@{}~^";
  std::string out;
  for (const utf8::Character c : utf8::Characters(text)) {
    const bool letter = (c.code >= '0' && c.code <= '9') || (c.code >= 'A' && c.code <= 'Z') ||
                        (c.code >= 'a' && c.code <= 'z');
    const bool is_dot = c.code == '.' && !out.empty() && (out.back() < '0' || out.back() > '9');
    if (letter || is_dot || c.code >= 0xA0 ||
        (c.code < 0x80 && kHarmless.find(static_cast<char>(c.code)) != std::string_view::npos)) {
      out += c.bytes;
    } else {
      out += fmt::format("#{};", static_cast<uint32_t>(c.code));
    }
  }
  return out;
}

constexpr std::string_view kClasses =
    "  classDef succeeded fill:#e0f3e4,stroke:#2a7a40,color:#14331d,stroke-width:2px\n"
    "  classDef failed fill:#fde2df,stroke:#b3261e,color:#4a100c,stroke-width:2px\n"
    "  classDef caught fill:#fdefd2,stroke:#9a6100,color:#412a00,stroke-width:2px\n"
    "  classDef running fill:#dcebfd,stroke:#1a62b8,color:#0b2b52,stroke-width:2px\n"
    "  classDef aborted fill:#ececf1,stroke:#5f5f6e,color:#2a2a31,stroke-width:2px\n"
    "  classDef unreached fill:#ffffff,stroke:#9aa3af,color:#6b7280,stroke-dasharray:4\n";

std::string_view class_of(NodeOutcome outcome) {
  return outcome == NodeOutcome::NotReached ? "unreached" : name_of(outcome);
}

class MermaidWriter {
 public:
  explicit MermaidWriter(const Drawing& drawing) : graph_(drawing.graph), run_(drawing.run) {}

  std::string write() {
    out_ = "flowchart TD\n";
    walk(graph_, *this);
    for (EdgeId id = 0; id < graph_.edges.size(); ++id) write_edge(id);
    if (!taken_.empty()) out_ += fmt::format("  linkStyle {} stroke-width:4px\n", taken_);
    if (run_ != nullptr) {
      out_ += kClasses;
      for (NodeId id = 0; id < graph_.nodes.size(); ++id) {
        if (graph_.nodes[id].is_state())
          out_ += fmt::format("  class n{} {}\n", id, class_of(run_->outcome(id)));
      }
    }
    return std::move(out_);
  }

  void close() { out_ += "  end\n"; }
  void open_composite(NodeId id) { out_ += fmt::format("  subgraph n{}[\"{}\"]\n", id, label(id)); }
  void open_cluster(ClusterId id) {
    out_ += fmt::format("  subgraph c{}[\"{}\"]\n", id, mermaid_text(graph_.clusters[id].label));
  }
  void node(NodeId id) {
    const GraphNode& node = graph_.nodes[id];
    switch (node.kind) {
      case NodeKind::Start: out_ += fmt::format("  n{}((\" \"))\n", id); return;
      case NodeKind::End: out_ += fmt::format("  n{}(((\" \")))\n", id); return;
      case NodeKind::Choice: out_ += fmt::format("  n{}{{{{\"{}\"}}}}\n", id, label(id)); return;
      case NodeKind::Wait:
      case NodeKind::Succeed:
      case NodeKind::Fail: out_ += fmt::format("  n{}([\"{}\"])\n", id, label(id)); return;
      default: out_ += fmt::format("  n{}[\"{}\"]\n", id, label(id));
    }
  }

 private:
  [[nodiscard]] std::string label(NodeId id) const {
    const GraphNode& node = graph_.nodes[id];
    std::string out = mermaid_text(label_of(node.name, kLongestName));
    if (run_ != nullptr && run_->state(id) != nullptr)
      out = std::string(sign_of(run_->outcome(id))) + " " + out;
    const std::string detail = mermaid_text(label_of(node.detail, kLongestLabel));
    out += fmt::format("<br/>{}{}{}", name_of(node.kind), detail.empty() ? "" : ": ", detail);
    if (!node.retries.empty()) out += " ↻";
    if (run_ != nullptr) out += "<br/>" + mermaid_text(run_in_words(*run_, id));
    if (!node.is_composite()) return out;
    // Mermaid draws no edge from a group to itself.
    for (const GraphEdge& edge : graph_.edges) {
      if (edge.from == id && edge.to == id)
        out += "<br/>↺ " + mermaid_text(label_of(edge.label, kLongestLabel));
    }
    return out;
  }

  void write_edge(EdgeId id) {
    const GraphEdge& edge = graph_.edges[id];
    if (edge.from == edge.to && graph_.nodes[edge.from].is_composite()) return;
    std::string label = mermaid_text(label_of(edge.label, kLongestLabel));
    const uint64_t count = run_ != nullptr ? run_->count(id) : 0;
    label += count_in_words(run_, edge, id);
    out_ += fmt::format("  n{} {}", edge.from, edge.kind == EdgeKind::Catch ? "-.->" : "-->");
    if (!label.empty()) out_ += fmt::format("|\"{}\"|", label);
    out_ += fmt::format(" n{}\n", edge.to);
    if (count > 0) taken_ += fmt::format("{}{}", taken_.empty() ? "" : ",", links_);
    ++links_;
  }

  const Graph& graph_;
  const Overlay* run_;
  std::string out_;
  std::string taken_;  // numbers of the edges drawn that the run took
  size_t links_ = 0;
};

}  // namespace

std::string render_mermaid(const Drawing& drawing) { return MermaidWriter(drawing).write(); }

}  // namespace pawl::graph
