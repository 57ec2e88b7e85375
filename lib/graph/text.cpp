// A drawing for the terminal. The states of a cluster stand below each other, each near what leads to it; an
// edge to the next state is the line between them, any other is a line at the right side, or names its target
// where there is no room.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/printable.h"
#include "graph/format.h"

namespace pawl::graph {

namespace {

constexpr size_t kSpine = 2;       // the column of the line downwards
constexpr size_t kNarrowest = 24;  // of what is drawn inside a Parallel or Map

/// One row: its text and the columns that takes, colours not counted.
struct Row {
  std::string text;
  size_t width = 0;
};
using Rows = std::vector<Row>;

enum class Weight : uint8_t { Light, Heavy, Dashed };

/// The signs of one way to draw: by North 1, East 2, South 4, West 8.
struct Signs {
  std::array<std::string_view, 16> light, heavy;
  std::string_view dashed_down, dashed_across, down, left, right, start, end, top_tee;
};
constexpr Signs kUnicode = {{" ", "╵", "╶", "╰", "╷", "│", "╭", "├", "╴", "╯", "─", "┴", "╮", "┤", "┬", "┼"},
                            {" ", "╹", "╺", "┗", "╻", "┃", "┏", "┣", "╸", "┛", "━", "┻", "┓", "┫", "┳", "╋"},
                            "┆",
                            "╌",
                            "▼",
                            "◀",
                            "▶",
                            "●",
                            "◉",
                            "┬"};
constexpr Signs kAscii = {{" ", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+"},
                          {" ", "#", "=", "+", "#", "#", "+", "+", "=", "+", "=", "+", "+", "+", "+", "+"},
                          ":",
                          "-",
                          "v",
                          "<",
                          ">",
                          "(*)",
                          "(o)",
                          "+"};

class TextWriter {
 public:
  explicit TextWriter(const Drawing& drawing)
      : drawing_(drawing),
        graph_(drawing.graph),
        run_(drawing.run),
        signs_(drawing.ascii ? kAscii : kUnicode) {
    edges_of_.resize(graph_.nodes.size());
    for (EdgeId id = 0; id < graph_.edges.size(); ++id) edges_of_[graph_.edges[id].from].push_back(id);
  }

  std::string write() {
    std::string out;
    for (const Row& row : cluster(0, std::max<size_t>(drawing_.width, kNarrowest))) {
      std::string_view text = row.text;
      while (text.ends_with(' ')) text.remove_suffix(1);
      (out += text) += '\n';
    }
    return out;
  }

 private:
  struct Line {
    Row row;
    EdgeId edge = kNone;    // that leaves at this row and is drawn at the side
    NodeId target = kNone;  // whose name stands in this row
  };

  [[nodiscard]] bool is_taken(EdgeId edge) const { return run_ != nullptr && run_->count(edge) > 0; }
  [[nodiscard]] Weight weight_of(EdgeId edge) const {
    if (is_taken(edge)) return Weight::Heavy;
    return graph_.edges[edge].kind == EdgeKind::Catch ? Weight::Dashed : Weight::Light;
  }
  [[nodiscard]] std::string_view across(Weight weight) const {
    return weight == Weight::Heavy    ? signs_.heavy[10]
           : weight == Weight::Dashed ? signs_.dashed_across
                                      : signs_.light[10];
  }
  [[nodiscard]] std::string_view down(Weight weight) const {
    return weight == Weight::Heavy    ? signs_.heavy[5]
           : weight == Weight::Dashed ? signs_.dashed_down
                                      : signs_.light[5];
  }

  /// What pawl itself says, in ASCII if that is wanted.
  [[nodiscard]] std::string plain(std::string text) const {
    if (!drawing_.ascii) return text;
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kWords = {{{"≤", "<="},
                                                                                             {"≥", ">="},
                                                                                             {"×", "x"},
                                                                                             {"…", "..."},
                                                                                             {"↻", "retry"},
                                                                                             {"·", "-"},
                                                                                             {"↷", "~"},
                                                                                             {"✓", "+"},
                                                                                             {"✗", "x"}}};
    for (const auto& [from, to] : kWords) {
      for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    }
    return text;
  }

  /// The same in at most so many columns.
  [[nodiscard]] std::string fit(std::string text, size_t columns) const {
    text = plain(std::move(text));
    if (!drawing_.ascii || display_width(text) <= columns) return shortened(text, columns);
    return columns < 4 ? std::string(columns, '.') : plain(shortened(text, columns - 2));
  }

  [[nodiscard]] std::string paint(NodeId id, const std::string& text) const {
    if (!drawing_.color || run_ == nullptr) return text;
    static constexpr std::array<std::string_view, 6> kCodes = {"2", "36", "32", "33", "31", "35"};
    return fmt::format("\033[{}m{}\033[0m", kCodes[static_cast<size_t>(run_->outcome(id))], text);
  }

  static Row row_of(std::string text) {
    const size_t width = display_width(text);
    return {std::move(text), width};
  }

  /// Depth first from Start; what a state leads to first comes right after it.
  [[nodiscard]] std::vector<NodeId> order(const Cluster& cluster) const {
    std::vector<NodeId> out;
    std::vector<bool> seen(graph_.nodes.size());
    std::vector<std::pair<NodeId, size_t>> way;
    for (const NodeId root : cluster.nodes) {
      if (seen[root]) continue;
      seen[root] = true;
      std::vector<NodeId> finished;
      way.push_back({root, edges_of_[root].size()});
      while (!way.empty()) {
        auto& [node, left] = way.back();
        if (left == 0) {
          finished.push_back(node);
          way.pop_back();
          continue;
        }
        const NodeId to = graph_.edges[edges_of_[node][--left]].to;
        if (seen[to]) continue;
        seen[to] = true;
        way.push_back({to, edges_of_[to].size()});
      }
      out.insert(out.end(), finished.rbegin(), finished.rend());
    }
    std::erase_if(out, [&](NodeId id) { return !graph_.nodes[id].is_state(); });
    return out;
  }

  Rows cluster(ClusterId id, size_t width) {
    std::vector<Line> lines;
    const std::vector<NodeId> nodes = order(graph_.clusters[id]);
    const NodeId start = graph_.clusters[id].nodes.front();
    lines.push_back(
        {row_of(std::string(drawing_.ascii ? kSpine - 1 : kSpine, ' ') + std::string(signs_.start))});
    NodeId entered = kNone;  // the state that the line downwards leads to
    if (!nodes.empty() && !edges_of_[start].empty()) {
      entered = graph_.edges[edges_of_[start].front()].to;
      lines.push_back({spine(weight_of(edges_of_[start].front()), "")});
    }
    for (size_t i = 0; i < nodes.size(); ++i) {
      box(nodes[i], width, entered == nodes[i], lines);
      entered = leave(nodes[i], i + 1 < nodes.size() ? nodes[i + 1] : kNone, width, lines);
    }
    return side_lines(std::move(lines), width);
  }

  [[nodiscard]] Row spine(Weight weight, std::string_view label) const {
    return row_of(fmt::format("{:{}}{}{}{}", "", kSpine, down(weight), label.empty() ? "" : " ", label));
  }

  void box(NodeId id, size_t width, bool is_entered, std::vector<Line>& lines) {
    const GraphNode& node = graph_.nodes[id];
    const bool reached = run_ != nullptr && run_->state(id) != nullptr;
    const auto& signs = reached ? signs_.heavy : signs_.light;
    const size_t most = width - 4;
    std::vector<std::string> texts;
    std::string title = printable(node.name);
    if (reached)
      title = std::string(drawing_.ascii ? ascii_sign_of(run_->outcome(id)) : sign_of(run_->outcome(id))) +
              " " + title;
    std::string kind(name_of(node.kind));
    if (!node.detail.empty()) kind += ": " + printable(node.detail);
    kind = plain(std::move(kind));
    if (display_width(title) + display_width(kind) + 2 <= most) texts.push_back(title + "  " + kind);
    else texts.insert(texts.end(), {title, kind});
    if (run_ != nullptr) texts.push_back(plain(run_in_words(*run_, id)));
    for (const std::string& retry : node.retries) texts.push_back(plain("↻ " + printable(retry)));

    Rows inside;
    if (node.is_composite()) inside = composite(node, width > 4 ? width - 4 : 0);
    size_t inner = 10;
    for (std::string& text : texts) {
      text = fit(std::move(text), most);
      inner = std::max(inner, std::min(display_width(text), most));
    }
    for (const Row& row : inside) inner = std::max(inner, row.width);
    const auto border = [&](std::string_view left, std::string_view right, std::string_view mark) {
      std::string out(left);
      for (size_t i = 0; i < inner + 2; ++i) out += i + 1 == kSpine && !mark.empty() ? mark : signs[10];
      return row_of(paint(id, out + std::string(right)));
    };
    const auto painted = [&](Row row, const std::string& text, size_t columns) {
      const std::string side = paint(id, std::string(signs[5]));
      row.text = side + " " + text + std::string(inner - std::min(inner, columns), ' ') + " " + side;
      row.width = inner + 4;
      return row;
    };
    Line top{border(signs[6], signs[12], is_entered ? signs_.down : "")};
    top.row.width = inner + 4;
    lines.push_back(std::move(top));
    for (size_t i = 0; i < texts.size(); ++i) {
      const size_t columns = display_width(texts[i]);
      lines.push_back(
          {painted({}, i == 0 ? paint(id, texts[i]) : texts[i], columns), kNone, i == 0 ? id : kNone});
    }
    for (const Row& row : inside) lines.push_back({painted({}, row.text, row.width)});
    const bool leaves = !edges_of_[id].empty();
    Line bottom{border(signs[3], signs[9], leaves ? (reached ? signs_.heavy[14] : signs_.light[14]) : "")};
    bottom.row.width = inner + 4;
    lines.push_back(std::move(bottom));
  }

  /// What is inside a Parallel or Map: side by side where that fits, else below each other.
  Rows composite(const GraphNode& node, size_t width) {
    if (width < kNarrowest) {
      size_t states = 0;
      for (const ClusterId id : node.clusters) states += graph_.clusters[id].nodes.size();
      return {row_of(fit(fmt::format("… {} more inside", states), width))};
    }
    std::vector<Rows> parts;
    size_t all = 0;
    for (const ClusterId id : node.clusters) {
      Rows rows = {row_of(fit(graph_.clusters[id].label, width))};
      for (Row& row : cluster(id, width)) rows.push_back(std::move(row));
      size_t widest = 0;
      for (const Row& row : rows) widest = std::max(widest, row.width);
      all += widest + 3;
      parts.push_back(std::move(rows));
    }
    if (parts.size() > 1 && all - 3 <= width) return side_by_side(parts);
    Rows out;
    for (Rows& part : parts) {
      for (Row& row : part) out.push_back(std::move(row));
    }
    return out;
  }

  static Rows side_by_side(const std::vector<Rows>& parts) {
    size_t height = 0;
    for (const Rows& part : parts) height = std::max(height, part.size());
    Rows out(height);
    for (const Rows& part : parts) {
      size_t widest = 0;
      for (const Row& row : part) widest = std::max(widest, row.width);
      const size_t gap = &part == &parts.back() ? 0 : 3;
      for (size_t i = 0; i < height; ++i) {
        const size_t width = i < part.size() ? part[i].width : 0;
        if (i < part.size()) out[i].text += part[i].text;
        out[i].text += std::string(widest - width + gap, ' ');
        out[i].width += widest + gap;
      }
    }
    return out;
  }

  /// The rows of a state's edges; returns the state that the line downwards leads to.
  NodeId leave(NodeId id, NodeId next, size_t width, std::vector<Line>& lines) {
    EdgeId straight = kNone;
    for (const EdgeId edge : edges_of_[id]) {
      if (straight == kNone && next != kNone && graph_.edges[edge].to == next) straight = edge;
    }
    // The rules of a Choice stand in their order; elsewhere the way on stands next to where it leads.
    const bool in_order = graph_.nodes[id].kind == NodeKind::Choice;
    for (size_t i = 0; i < edges_of_[id].size(); ++i) {
      const EdgeId edge = edges_of_[id][i];
      if (edge == straight) {
        if (in_order) lines.push_back({straight_row(edge, width)});
        continue;
      }
      const Weight weight = weight_of(edge);
      const bool last = straight == kNone && i + 1 == edges_of_[id].size();
      const auto& signs = weight == Weight::Heavy ? signs_.heavy : signs_.light;
      std::string text =
          std::string(kSpine, ' ') + std::string(last ? signs[3] : signs[7]) + std::string(across(weight));
      std::string label = words_of(edge);
      if (!label.empty()) text += " " + fit(label, width > 14 ? width - 14 : 4) + " ";
      if (graph_.edges[edge].kind == EdgeKind::End) lines.push_back({row_of(text + std::string(signs_.end))});
      else lines.push_back({row_of(text), edge});
    }
    if (straight == kNone) return kNone;
    if (!in_order) lines.push_back({straight_row(straight, width)});
    else if (straight != edges_of_[id].back()) lines.push_back({spine(weight_of(straight), "")});
    return next;
  }

  [[nodiscard]] Row straight_row(EdgeId edge, size_t width) const {
    return spine(weight_of(edge), fit(words_of(edge), width > 6 ? width - 6 : 1));
  }

  [[nodiscard]] std::string words_of(EdgeId id) const {
    const GraphEdge& edge = graph_.edges[id];
    std::string label = printable(edge.label);
    if (edge.kind == EdgeKind::Catch) label = "✗ " + label;
    return plain(label + count_in_words(run_, edge, id));
  }

  /// Lines at the right side, from the rows that edges leave to the rows where their targets' names stand;
  /// edges with the same target share one.
  struct Side {
    NodeId target = kNone;
    size_t first = 0, last = 0, at = 0;  // rows; at: the target's
    size_t column = 0;
    std::vector<size_t> sources;
  };

  Rows side_lines(std::vector<Line> lines, size_t width) const {
    std::vector<Side> sides = sides_of(lines);
    size_t content = 0;
    for (const Line& line : lines)
      content = std::max(content, line.row.width + (line.edge != kNone || line.target != kNone ? 2 : 0));
    const size_t room = width > content + 1 ? (width - content - 1) / 2 : 0;
    std::stable_sort(sides.begin(), sides.end(),
                     [](const Side& a, const Side& b) { return a.last - a.first < b.last - b.first; });
    std::vector<std::vector<const Side*>> columns;
    for (Side& side : sides) {
      size_t column = 0;
      const auto overlaps = [&](const Side* other) {
        return side.first <= other->last && other->first <= side.last;
      };
      while (column < columns.size() && std::any_of(columns[column].begin(), columns[column].end(), overlaps))
        ++column;
      if (column >= room) {
        name_target(side, width, lines);
        continue;
      }
      if (column == columns.size()) columns.emplace_back();
      columns[column].push_back(&side);
      side.column = column + 1;
    }
    struct Cell {
      uint8_t ways = 0;
      Weight weight = Weight::Dashed;
      bool is_used = false;
    };
    const size_t cells = columns.size() * 2;
    std::vector<std::vector<Cell>> right(lines.size(), std::vector<Cell>(cells));
    const auto add = [](Cell& cell, uint8_t ways, Weight weight) {
      cell.ways |= ways;
      if (!cell.is_used || weight == Weight::Heavy ||
          (weight == Weight::Light && cell.weight == Weight::Dashed))
        cell.weight = weight;
      cell.is_used = true;
    };
    std::vector<Weight> fill(lines.size(), Weight::Light);
    std::vector<bool> filled(lines.size());
    for (const Side& side : sides) {
      if (side.column == 0) continue;
      const size_t column = side.column * 2 - 1;
      const auto reach = [&](size_t row, Weight weight) {
        for (size_t c = 0; c < column; ++c) add(right[row][c], 10, weight);
        add(right[row][column], 8, weight);
        fill[row] = weight;
        filled[row] = true;
      };
      Weight strongest = Weight::Dashed;
      for (const size_t source : side.sources) {
        const Weight weight = weight_of(lines[source].edge);
        if (weight == Weight::Heavy || strongest == Weight::Dashed) strongest = weight;
        reach(source, weight);
        const size_t top = std::min(source, side.at), bottom = std::max(source, side.at);
        for (size_t row = top; row < bottom; ++row) {
          add(right[row][column], 4, weight);
          add(right[row + 1][column], 1, weight);
        }
      }
      reach(side.at, strongest);
    }
    Rows out;
    for (size_t i = 0; i < lines.size(); ++i) {
      Row row = std::move(lines[i].row);
      size_t gap = content - std::min(content, row.width);
      if (columns.empty()) gap = 0;
      if (filled[i] && lines[i].target != kNone) {
        row.text += signs_.left;
        ++row.width;
        --gap;
      }
      for (size_t k = 0; k < gap; ++k) row.text += filled[i] ? across(fill[i]) : std::string_view(" ");
      row.width += gap;
      for (const Cell& cell : right[i]) row.text += sign_of_cell(cell.ways, cell.weight);
      row.width += cells;
      out.push_back(std::move(row));
    }
    return out;
  }

  [[nodiscard]] std::string_view sign_of_cell(uint8_t ways, Weight weight) const {
    if (weight == Weight::Dashed && ways == 10) return signs_.dashed_across;
    if (weight == Weight::Dashed && ways == 5) return signs_.dashed_down;
    return weight == Weight::Heavy ? signs_.heavy[ways] : signs_.light[ways];
  }

  [[nodiscard]] std::vector<Side> sides_of(const std::vector<Line>& lines) const {
    std::vector<size_t> row_of_target(graph_.nodes.size());
    std::vector<size_t> side_of(graph_.nodes.size(), SIZE_MAX);
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].target != kNone) row_of_target[lines[i].target] = i;
    }
    std::vector<Side> sides;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].edge == kNone) continue;
      const NodeId target = graph_.edges[lines[i].edge].to;
      if (side_of[target] == SIZE_MAX) {
        side_of[target] = sides.size();
        const size_t at = row_of_target[target];
        sides.push_back({target, at, at, at, 0, {}});
      }
      Side& side = sides[side_of[target]];
      side.first = std::min(side.first, i);
      side.last = std::max(side.last, i);
      side.sources.push_back(i);
    }
    return sides;
  }

  void name_target(const Side& side, size_t width, std::vector<Line>& lines) const {
    for (const size_t source : side.sources) {
      Row& row = lines[source].row;
      const std::string name =
          fit(printable(graph_.nodes[side.target].name), width > row.width + 2 ? width - row.width - 2 : 1);
      row.text += std::string(signs_.right) + " " + name;
      row.width += 2 + display_width(name);
    }
  }

  const Drawing& drawing_;
  const Graph& graph_;
  const Overlay* run_;
  const Signs& signs_;
  std::vector<std::vector<EdgeId>> edges_of_;
};

}  // namespace

std::string render_text(const Drawing& drawing) { return TextWriter(drawing).write(); }

}  // namespace pawl::graph
