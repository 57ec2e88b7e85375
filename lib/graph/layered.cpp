// Layers from top to bottom, as Sugiyama, Tagawa and Toda drew them (1981): back edges are turned round,
// nodes go to the layer below their deepest predecessor, long edges get a bend in each layer they pass, the
// order within a layer follows the neighbours' mean, and the places across are least squares with kept
// distances. Edges to the same target share their bends, so a thousand Catchers of one handler are one line
// and not a thousand.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "graph/layout.h"

namespace pawl::graph {

namespace {

constexpr double kGapAcross = 22;
constexpr double kGapDown = 34;
constexpr double kGapByBend = 12;
constexpr double kLoopWidth = 26;
constexpr size_t kMostBends = 200'000;
constexpr int kOrderSweeps = 10;
constexpr int kPlaceSweeps = 16;

struct Vertex {
  double left = 0;  // from its middle to its sides
  double right = 0;
  double height = 0;
  double x = 0;  // of its middle
  double y = 0;  // of its top
  size_t layer = 0;
  bool is_bend = false;
  std::vector<size_t> up;  // neighbours in the layer above
  std::vector<size_t> down;
};

class Layers {
 public:
  explicit Layers(FlatGraph& flat) : flat_(flat), nodes_(flat.nodes.size()) {}

  void run() {
    make_vertices();
    turn_back_edges();
    choose_layers();
    bend_long_edges();
    order_layers();
    place_across();
    place_down();
    draw();
  }

 private:
  struct Chain {
    bool turned = false;
    bool is_loop = false;
    std::vector<size_t> vertices;  // from the upper node to the lower one
    size_t label = kNoVertex;      // the bend that holds the label
  };
  static constexpr size_t kNoVertex = static_cast<size_t>(-1);

  void make_vertices() {
    for (const auto& node : flat_.nodes) {
      Vertex vertex;
      vertex.left = vertex.right = node.box.width / 2;
      vertex.height = node.box.height;
      vertices_.push_back(vertex);
    }
    chains_.resize(flat_.edges.size());
    for (size_t i = 0; i < flat_.edges.size(); ++i) {
      const auto& edge = flat_.edges[i];
      chains_[i].is_loop = edge.from == edge.to;
      if (!chains_[i].is_loop) continue;
      Vertex& vertex = vertices_[edge.from];
      vertex.right =
          std::max(vertex.right, flat_.nodes[edge.from].box.width / 2 + kLoopWidth + edge.label_width);
    }
  }

  /// Depth first from Start; an edge to a node on the way there leads back.
  void turn_back_edges() {
    std::vector<std::vector<size_t>> out(nodes_);
    for (size_t i = 0; i < flat_.edges.size(); ++i) {
      if (!chains_[i].is_loop) out[flat_.edges[i].from].push_back(i);
    }
    enum class Seen : uint8_t { No, OnTheWay, Done };
    std::vector<Seen> seen(nodes_, Seen::No);
    std::vector<size_t> next(nodes_);
    std::vector<size_t> way;
    for (size_t root = 0; root < nodes_; ++root) {
      if (seen[root] != Seen::No) continue;
      way.push_back(root);
      seen[root] = Seen::OnTheWay;
      while (!way.empty()) {
        const size_t node = way.back();
        if (next[node] == out[node].size()) {
          seen[node] = Seen::Done;
          topological_.push_back(node);
          way.pop_back();
          continue;
        }
        const size_t edge = out[node][next[node]++];
        const size_t to = flat_.edges[edge].to;
        if (seen[to] == Seen::OnTheWay) chains_[edge].turned = true;
        if (seen[to] != Seen::No) continue;
        seen[to] = Seen::OnTheWay;
        way.push_back(to);
      }
    }
    std::reverse(topological_.begin(), topological_.end());
  }

  [[nodiscard]] size_t upper(size_t edge) const {
    return chains_[edge].turned ? flat_.edges[edge].to : flat_.edges[edge].from;
  }
  [[nodiscard]] size_t lower(size_t edge) const {
    return chains_[edge].turned ? flat_.edges[edge].from : flat_.edges[edge].to;
  }

  void choose_layers() {
    std::vector<std::vector<size_t>> below(nodes_);
    for (size_t i = 0; i < flat_.edges.size(); ++i) {
      if (!chains_[i].is_loop) below[upper(i)].push_back(i);
    }
    size_t deepest = 0;
    for (const size_t node : topological_) {
      deepest = std::max(deepest, vertices_[node].layer);
      for (const size_t edge : below[node]) {
        const size_t length = flat_.edges[edge].label_width > 0 ? 2 : 1;
        size_t& layer = vertices_[lower(edge)].layer;
        layer = std::max(layer, vertices_[node].layer + length);
      }
    }
    layers_.resize(deepest + 1);
    for (const size_t node : topological_) layers_[vertices_[node].layer].push_back(node);
  }

  size_t add_bend(size_t layer, double width, double height) {
    const size_t id = vertices_.size();
    Vertex vertex;
    vertex.left = vertex.right = width / 2;
    vertex.height = height;
    vertex.layer = layer;
    vertex.is_bend = true;
    vertices_.push_back(std::move(vertex));
    layers_[layer].push_back(id);
    return id;
  }

  void join(size_t above, size_t beneath) {
    auto& down = vertices_[above].down;
    if (std::find(down.begin(), down.end(), beneath) != down.end()) return;
    down.push_back(beneath);
    vertices_[beneath].up.push_back(above);
  }

  void bend_long_edges() {
    std::unordered_map<uint64_t, size_t> shared;  // by target, road and layer
    for (size_t i = 0; i < flat_.edges.size(); ++i) {
      Chain& chain = chains_[i];
      if (chain.is_loop) continue;
      const size_t first = vertices_[upper(i)].layer;
      const size_t last = vertices_[lower(i)].layer;
      const double label = flat_.edges[i].label_width;
      const size_t label_layer = label > 0 ? (chain.turned ? last - 1 : first + 1) : kNoVertex;
      chain.vertices.push_back(upper(i));
      for (size_t layer = first + 1; layer < last; ++layer) {
        if (layer == label_layer) {
          chain.label = add_bend(layer, label, kLabelHeight);
          chain.vertices.push_back(chain.label);
          continue;
        }
        if (vertices_.size() > kMostBends) continue;
        const uint64_t key = (uint64_t{layer} * nodes_ + flat_.edges[i].to) * 2 + (chain.turned ? 1 : 0);
        const auto [found, is_new] = shared.try_emplace(key, 0);
        if (is_new) found->second = add_bend(layer, 2, 0);
        chain.vertices.push_back(found->second);
      }
      chain.vertices.push_back(lower(i));
      for (size_t k = 1; k < chain.vertices.size(); ++k) join(chain.vertices[k - 1], chain.vertices[k]);
    }
  }

  void order_layers() {
    std::vector<double> rank(vertices_.size());
    const auto number = [&](const std::vector<size_t>& layer) {
      for (size_t i = 0; i < layer.size(); ++i) rank[layer[i]] = static_cast<double>(i);
    };
    for (const auto& layer : layers_) number(layer);
    std::vector<double> wanted(vertices_.size());
    const auto sort_by = [&](std::vector<size_t>& layer, std::vector<size_t> Vertex::*side) {
      for (const size_t id : layer) {
        const auto& neighbours = vertices_[id].*side;
        double sum = 0;
        for (const size_t neighbour : neighbours) sum += rank[neighbour];
        wanted[id] = neighbours.empty() ? rank[id] : sum / static_cast<double>(neighbours.size());
      }
      std::stable_sort(layer.begin(), layer.end(), [&](size_t a, size_t b) { return wanted[a] < wanted[b]; });
      number(layer);
    };
    for (int sweep = 0; sweep < kOrderSweeps; ++sweep) {
      for (size_t i = 1; i < layers_.size(); ++i) sort_by(layers_[i], &Vertex::up);
      if (sweep + 1 == kOrderSweeps) break;
      for (size_t i = layers_.size() - 1; i-- > 0;) sort_by(layers_[i], &Vertex::down);
    }
    // Edges leave a node in the order of what they lead to.
    for (Vertex& vertex : vertices_) {
      const auto by_rank = [&](size_t a, size_t b) { return rank[a] < rank[b]; };
      std::stable_sort(vertex.up.begin(), vertex.up.end(), by_rank);
      std::stable_sort(vertex.down.begin(), vertex.down.end(), by_rank);
    }
  }

  [[nodiscard]] double distance(size_t a, size_t b) const {
    const bool narrow = vertices_[a].is_bend && vertices_[b].is_bend;
    return vertices_[a].right + vertices_[b].left + (narrow ? kGapByBend : kGapAcross);
  }

  /// The places nearest to the wanted ones that keep order and distances: pool adjacent violators.
  void settle(const std::vector<size_t>& layer, const std::vector<double>& wanted,
              const std::vector<double>& weights) {
    struct Pool {
      double sum, weight;
      size_t first;
    };
    std::vector<double> offset(layer.size());
    for (size_t i = 1; i < layer.size(); ++i) offset[i] = offset[i - 1] + distance(layer[i - 1], layer[i]);
    std::vector<Pool> pools;
    for (size_t i = 0; i < layer.size(); ++i) {
      Pool pool{(wanted[i] - offset[i]) * weights[i], weights[i], i};
      while (!pools.empty() && pools.back().sum / pools.back().weight >= pool.sum / pool.weight) {
        pool = {pool.sum + pools.back().sum, pool.weight + pools.back().weight, pools.back().first};
        pools.pop_back();
      }
      pools.push_back(pool);
    }
    for (size_t k = 0; k < pools.size(); ++k) {
      const size_t end = k + 1 < pools.size() ? pools[k + 1].first : layer.size();
      for (size_t i = pools[k].first; i < end; ++i)
        vertices_[layer[i]].x = pools[k].sum / pools[k].weight + offset[i];
    }
  }

  void place_across() {
    std::vector<double> wanted, weights;
    const auto pull = [&](const std::vector<size_t>& layer, bool up, bool down) {
      wanted.clear();
      weights.clear();
      for (const size_t id : layer) {
        const Vertex& vertex = vertices_[id];
        double sum = 0, weight = 0;
        const auto add = [&](const std::vector<size_t>& neighbours) {
          for (const size_t neighbour : neighbours) {
            const double pull_of = vertex.is_bend && vertices_[neighbour].is_bend ? 4 : 1;
            sum += pull_of * vertices_[neighbour].x;
            weight += pull_of;
          }
        };
        if (up) add(vertex.up);
        if (down) add(vertex.down);
        wanted.push_back(weight > 0 ? sum / weight : vertex.x);
        weights.push_back(weight > 0 ? weight : 0.1);
      }
      settle(layer, wanted, weights);
    };
    for (const auto& layer : layers_) {
      double x = 0;
      for (size_t i = 0; i < layer.size(); ++i) {
        if (i > 0) x += distance(layer[i - 1], layer[i]);
        vertices_[layer[i]].x = x;
      }
    }
    for (int sweep = 0; sweep < kPlaceSweeps; ++sweep) {
      const bool last = sweep + 2 >= kPlaceSweeps;
      for (size_t i = 1; i < layers_.size(); ++i) pull(layers_[i], true, last);
      for (size_t i = layers_.size() - 1; i-- > 0;) pull(layers_[i], last, true);
    }
    double first = INFINITY, most = -INFINITY;
    for (const Vertex& vertex : vertices_) {
      first = std::min(first, vertex.x - vertex.left);
      most = std::max(most, vertex.x + vertex.right);
    }
    for (Vertex& vertex : vertices_) vertex.x -= first;
    flat_.width = most - first;
  }

  void place_down() {
    double y = 0;
    for (const auto& layer : layers_) {
      double height = 0;
      bool nodes = false;
      for (const size_t id : layer) {
        height = std::max(height, vertices_[id].height);
        nodes |= !vertices_[id].is_bend;
        vertices_[id].y = y;
      }
      tops_.push_back(y);
      bottoms_.push_back(y + height);
      y += height + (nodes ? kGapDown : kGapDown / 2);
    }
    flat_.height = bottoms_.empty() ? 0 : bottoms_.back();
  }

  /// Where an edge touches a node's lower or upper side.
  [[nodiscard]] double port(size_t vertex, size_t neighbour, const std::vector<size_t>& neighbours) const {
    const Vertex& at = vertices_[vertex];
    if (at.is_bend || neighbours.size() < 2) return at.x;
    const auto index = std::find(neighbours.begin(), neighbours.end(), neighbour) - neighbours.begin();
    const double step = std::min(16.0, at.left * 1.4 / static_cast<double>(neighbours.size()));
    return at.x + (static_cast<double>(index) - static_cast<double>(neighbours.size() - 1) / 2) * step;
  }

  static void line_to(Route& route, Point to) {
    const Point from = route.points.back();
    route.points.push_back({from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3});
    route.points.push_back({from.x + (to.x - from.x) * 2 / 3, from.y + (to.y - from.y) * 2 / 3});
    route.points.push_back(to);
  }
  static void curve_to(Route& route, Point to) {
    const Point from = route.points.back();
    const double middle = (from.y + to.y) / 2;
    route.points.push_back({from.x, middle});
    route.points.push_back({to.x, middle});
    route.points.push_back(to);
  }

  void draw() {
    for (size_t i = 0; i < nodes_; ++i) {
      Box& box = flat_.nodes[i].box;
      box.x = vertices_[i].x - box.width / 2;
      box.y = vertices_[i].y;
    }
    for (size_t i = 0; i < flat_.edges.size(); ++i) {
      Route& route = flat_.edges[i].route;
      if (chains_[i].is_loop) draw_loop(flat_.edges[i]);
      else draw_chain(chains_[i], route);
    }
  }

  void draw_loop(FlatGraph::FlatEdge& edge) const {
    const Box& box = flat_.nodes[edge.from].box;
    const double x = box.x + box.width, y = box.y + std::min(box.height / 2, 22.0);
    edge.route.points = {{x, y - 9}, {x + kLoopWidth, y - 16}, {x + kLoopWidth, y + 16}, {x, y + 9}};
    edge.route.label = {x + kLoopWidth + edge.label_width / 2, y};
  }

  void draw_chain(const Chain& chain, Route& route) const {
    const auto& way = chain.vertices;
    for (size_t k = 0; k + 1 < way.size(); ++k) {
      const Vertex& above = vertices_[way[k]];
      const Vertex& beneath = vertices_[way[k + 1]];
      const double from = port(way[k], way[k + 1], above.down);
      const double to = port(way[k + 1], way[k], beneath.up);
      if (k == 0) route.points.push_back({from, above.y + above.height});
      if (route.points.back().y < bottoms_[above.layer]) line_to(route, {from, bottoms_[above.layer]});
      curve_to(route, {to, tops_[beneath.layer]});
    }
    if (chain.label != kNoVertex) {
      const Vertex& label = vertices_[chain.label];
      route.label = {label.x, (tops_[label.layer] + bottoms_[label.layer]) / 2};
    }
    if (chain.turned) std::reverse(route.points.begin(), route.points.end());
  }

  FlatGraph& flat_;
  size_t nodes_;
  std::vector<Vertex> vertices_;  // the nodes, then the bends
  std::vector<Chain> chains_;     // by edge
  std::vector<size_t> topological_;
  std::vector<std::vector<size_t>> layers_;
  std::vector<double> tops_, bottoms_;
};

}  // namespace

void lay_out_in_layers(FlatGraph& cluster) { Layers(cluster).run(); }

}  // namespace pawl::graph
