#include "graph/graphviz.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>

#include "value/parse.h"

extern char** environ;

namespace pawl::graph {

namespace {

constexpr uint32_t kDeepest = 12;  // clusters; each depth is one start of the program
constexpr double kInch = 72;
constexpr size_t kMostOutput = size_t{256} << 20;

struct Pipe {
  int read = -1;
  int write = -1;
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  static void close(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  ~Pipe() {
    close(read);
    close(write);
  }
};

void append(std::string& out, const Value* text) {
  if (text != nullptr && text->is_string()) out = std::string(text->as_string());
}

/// "12.5,-3" at the front of a text, taken away with the blank behind it.
bool take_point(std::string_view& text, Point& point) {
  const auto take = [&text](double& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return error == std::errc();
  };
  if (!take(point.x) || text.empty() || text.front() != ',') return false;
  text.remove_prefix(1);
  if (!take(point.y)) return false;
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return true;
}

/// One cluster in the language of `dot`: nodes are n0, n1, …, edges know their number by their id.
void write_cluster(const FlatGraph& flat, std::string& out) {
  out +=
      "digraph {\ngraph [ranksep=0.4, nodesep=0.3, nslimit=4, mclimit=0.5, outputorder=nodesfirst];\n"
      "node [shape=box, fixedsize=true, label=\"\"];\nedge [arrowhead=none];\n";
  for (size_t i = 0; i < flat.nodes.size(); ++i) {
    const Box& box = flat.nodes[i].box;
    out += fmt::format("n{} [width={:.4f}, height={:.4f}];\n", i, box.width / kInch, box.height / kInch);
  }
  for (size_t i = 0; i < flat.edges.size(); ++i) {
    const auto& edge = flat.edges[i];
    out += fmt::format("n{} -> n{} [id=\"{}\"", edge.from, edge.to, i);
    if (edge.label_width > 0) {
      out += fmt::format(
          ", label=<<TABLE BORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" "
          "WIDTH=\"{:.0f}\" "
          "HEIGHT=\"{:.0f}\"><TR><TD></TD></TR></TABLE>>",
          edge.label_width, kLabelHeight);
    }
    out += "];\n";
  }
  out += "}\n";
}

bool read_cluster(std::string_view text, FlatGraph& flat) {
  const auto json = parse_json(text);
  if (!json) return false;
  std::string bounds;
  append(bounds, json->find("bb"));
  // "0,0,WIDTH,HEIGHT"
  std::string_view rest = bounds;
  Point least, most;
  if (!take_point(rest, least) || !rest.starts_with(',')) return false;
  rest.remove_prefix(1);
  if (!take_point(rest, most)) return false;
  flat.width = most.x;
  flat.height = most.y;
  const auto turned = [&](Point point) { return Point{point.x, flat.height - point.y}; };
  const Value* objects = json->find("objects");
  if (objects == nullptr || objects->size() != flat.nodes.size()) return false;
  for (const Value& object : objects->items()) {
    std::string name, at;
    append(name, object.find("name"));
    append(at, object.find("pos"));
    size_t index = 0;
    if (name.size() < 2 ||
        std::from_chars(name.data() + 1, name.data() + name.size(), index).ec != std::errc() ||
        index >= flat.nodes.size()) {
      return false;
    }
    Point middle;
    std::string_view position = at;
    if (!take_point(position, middle)) return false;
    middle = turned(middle);
    Box& box = flat.nodes[index].box;
    box.x = middle.x - box.width / 2;
    box.y = middle.y - box.height / 2;
  }
  const Value* edges = json->find("edges");
  if (edges == nullptr) return flat.edges.empty();
  if (edges->size() != flat.edges.size()) return false;
  for (const Value& one : edges->items()) {
    std::string id, at, label;
    append(id, one.find("id"));
    append(at, one.find("pos"));
    append(label, one.find("lp"));
    size_t index = 0;
    if (std::from_chars(id.data(), id.data() + id.size(), index).ec != std::errc() ||
        index >= flat.edges.size())
      return false;
    Route& route = flat.edges[index].route;
    std::string_view points = at;
    for (Point point; take_point(points, point);) route.points.push_back(turned(point));
    if (route.points.size() % 3 != 1) return false;
    std::string_view place = label;
    Point middle;
    if (take_point(place, middle)) route.label = turned(middle);
  }
  return true;
}

}  // namespace

Result<std::string> run_dot(const std::vector<std::string>& arguments, std::string_view input, int seconds) {
  Pipe in, out;
  if (!in.open() || !out.open()) return fail(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> words = {"dot"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, "dot", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) {
    return fail(
        "there is no Graphviz here, whose program 'dot' draws this: install it (Debian, Ubuntu: apt install "
        "graphviz)");
  }
  if (error != 0) return fail(fmt::format("cannot start Graphviz's program 'dot': {}", std::strerror(error)));
  Pipe::close(in.read);
  Pipe::close(out.write);
  ::fcntl(in.write, F_SETFL, O_NONBLOCK);

  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::string text;
  bool in_time = true;
  while (out.read >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    in_time = left > 0 && text.size() < kMostOutput;
    if (!in_time) break;
    pollfd waits[2] = {{out.read, POLLIN, 0}, {in.write, POLLOUT, 0}};
    if (::poll(waits, in.write >= 0 ? 2 : 1, static_cast<int>(left)) < 0 && errno != EINTR) break;
    if (in.write >= 0 && waits[1].revents != 0) {
      const ssize_t wrote = ::write(in.write, input.data(), input.size());
      if (wrote > 0) input.remove_prefix(static_cast<size_t>(wrote));
      if (input.empty() || (wrote < 0 && errno != EAGAIN && errno != EINTR)) Pipe::close(in.write);
    }
    if (waits[0].revents != 0) {
      char buffer[65536];
      const ssize_t got = ::read(out.read, buffer, sizeof buffer);
      if (got > 0) text.append(buffer, static_cast<size_t>(got));
      else if (got == 0 || errno != EINTR) Pipe::close(out.read);
    }
  }
  if (!in_time) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time)
    return fail(fmt::format("Graphviz's program 'dot' needs more than {} s for this drawing", seconds));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || text.empty())
    return fail("Graphviz's program 'dot' failed");
  return text;
}

Result<Layout> lay_out_by_graphviz(const Graph& graph, const Overlay* run, int seconds) {
  for (const Cluster& cluster : graph.clusters) {
    if (cluster.depth > kDeepest) return fail("the clusters are nested too deep for Graphviz");
  }
  std::string failure;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  Layout layout = lay_out(graph, run, [&](std::vector<FlatGraph>& clusters) {
    if (!failure.empty()) return;
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - std::chrono::steady_clock::now()).count();
    std::string text;
    for (const FlatGraph& flat : clusters) write_cluster(flat, text);
    const auto answer = run_dot({"-Tjson0"}, text, std::max(1, static_cast<int>(left)));
    if (!answer) {
      failure = answer.error().message;
      return;
    }
    // One object for each graph, each ending with a brace at the beginning of a line.
    std::string_view rest = *answer;
    for (FlatGraph& flat : clusters) {
      const size_t close = rest.find("\n}");
      if (close == std::string_view::npos || !read_cluster(rest.substr(0, close + 2), flat)) {
        failure = "Graphviz's program 'dot' gives a layout that pawl cannot read";
        return;
      }
      rest.remove_prefix(close + 2);
    }
  });
  if (!failure.empty()) return fail(failure);
  return layout;
}

}  // namespace pawl::graph
