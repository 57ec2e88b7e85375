// Every format: goldens, names that want to break out, layouts that hold together.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/printable.h"
#include "graph/build.h"
#include "graph/format.h"
#include "support/definition.h"
#include "support/places.h"
#include "support/process.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using testing_support::kSourceDir;
using testing_support::read_text;
namespace fs = std::filesystem;

namespace {

const fs::path kGolden = fs::path(kSourceDir) / "tests/golden/graph";

struct Drawn {
  test::Definition definition;
  graph::Graph graph;
  std::optional<graph::Overlay> run;
  graph::PageEvents events;

  explicit Drawn(std::string text, const fs::path& history = {}) : definition(test::define(std::move(text))) {
    REQUIRE_FALSE(source::has_errors(definition.diagnostics));
    graph = graph::build(*definition.machine, "test.asl.json", definition.document.text);
    if (history.empty()) return;
    auto reader = history::Reader::open(history.string());
    REQUIRE(reader);
    history::Summarizer summarizer;
    while (true) {
      const auto event = reader->next();
      REQUIRE(event);
      if (!*event) break;
      summarizer.add(**event);
      events.add(**event);
    }
    run.emplace(graph, summarizer.take(), "test");
  }

  std::string as(std::string_view format, size_t width = 90, bool ascii = false) const {
    return graph::find_format(format)->render({.graph = graph,
                                               .run = run ? &*run : nullptr,
                                               .events = run ? &events : nullptr,
                                               .width = width,
                                               .ascii = ascii});
  }
};

std::string order() { return read_text(fs::path(kSourceDir) / "samples/order/order.asl.json"); }

/// With PAWL_UPDATE_GOLDEN set the golden is written instead.
void check_golden(const std::string& name, const std::string& text) {
  if (std::getenv("PAWL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGolden / name) << text;
    return;
  }
  CHECK_MESSAGE(read_text(kGolden / name) == text, name);
}

const char* kHostile[] = {"</script><script>alert(1)</script>",
                          "\"><img src=x onerror=alert(1)>",
                          "a\\\"b\\N]; x [label=\"",
                          "&lt;b&gt;&amp;",
                          "line\\nbreak",
                          "- 1. `code` *b* #quot; %% end",
                          "שלום \\u202Eabc",
                          "🎉 é 漢字",
                          "x'; }} {{data}} ]]> -->",
                          "--> n0"};

/// A machine of hostile names, in states, errors, comments and conditions.
std::string hostile_machine() {
  std::string states;
  const size_t count = std::size(kHostile);
  for (size_t i = 0; i < count; ++i) {
    const std::string name = i == 4   ? "\"line\\nbreak\""
                             : i == 6 ? "\"שלום \\u202Eabc\""
                                      : json_quoted(kHostile[i]);
    const std::string next = i + 1 == count ? std::string("\"End\": true")
                                            : "\"Next\": " + (i + 1 == 4   ? "\"line\\nbreak\""
                                                              : i + 1 == 6 ? "\"שלום \\u202Eabc\""
                                                                           : json_quoted(kHostile[i + 1]));
    states += fmt::format(
        R"({}{}: {{"Type": "Task", "Resource": "exec:x", "Comment": {}, "Catch": [{{"ErrorEquals": [{}], "Next": "Z"}}], {}}})",
        i > 0 ? "," : "", name, name, json_quoted(kHostile[0]), next);
  }
  return R"({"Comment": )" + json_quoted(kHostile[0]) + R"(, "StartAt": )" + json_quoted(kHostile[0]) +
         R"(, "States": {)" + states + R"(, "Z": {"Type": "Succeed"}}})";
}

size_t count_of(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

}  // namespace

TEST_SUITE("graph") {
  TEST_CASE("goldens: a definition in every format") {
    const Drawn drawn(order());
    check_golden("order.txt", drawn.as("text"));
    check_golden("order.dot", drawn.as("dot"));
    check_golden("order.mmd", drawn.as("mermaid"));
    check_golden("order.json", drawn.as("json"));
    check_golden("order.svg", drawn.as("svg"));
  }

  TEST_CASE("goldens: a run that went wrong and was caught, in every format") {
    const Drawn drawn(order(), kGolden / "declined.history.jsonl");
    check_golden("declined.txt", drawn.as("text"));
    check_golden("declined.ascii.txt", drawn.as("text", 50, true));
    check_golden("declined.dot", drawn.as("dot"));
    check_golden("declined.mmd", drawn.as("mermaid"));
    check_golden("declined.json", drawn.as("json"));
    check_golden("declined.svg", drawn.as("svg"));
  }

  TEST_CASE("the overlay: outcomes and counts") {
    const Drawn drawn(order(), kGolden / "declined.history.jsonl");
    const auto node = [&](std::string_view name) { return drawn.definition.state(name).index; };
    CHECK(drawn.run->outcome(node("Reserve and charge")) == graph::NodeOutcome::Caught);
    CHECK(drawn.run->outcome(node("Charge")) == graph::NodeOutcome::Failed);
    CHECK(drawn.run->outcome(node("Shipped")) == graph::NodeOutcome::NotReached);
    CHECK(drawn.run->outcome(node("Cancelled")) == graph::NodeOutcome::Succeeded);
    CHECK(drawn.run->strangers() == 0);
    size_t taken = 0;
    for (graph::EdgeId id = 0; id < drawn.graph.edges.size(); ++id) {
      const graph::GraphEdge& edge = drawn.graph.edges[id];
      taken += drawn.run->count(id);
      if (edge.kind == graph::EdgeKind::Catch) CHECK(drawn.run->count(id) == 1);
      if (edge.from == node("Charge")) CHECK(drawn.run->count(id) == 0);
    }
    CHECK(taken == 8);
  }

  TEST_CASE("text fits its width, in ASCII too") {
    for (const bool with_run : {false, true}) {
      const Drawn drawn(order(), with_run ? kGolden / "declined.history.jsonl" : fs::path());
      for (const size_t width : {24, 40, 60, 80, 200}) {
        for (const bool ascii : {false, true}) {
          const std::string text = drawn.as("text", width, ascii);
          std::string_view rest = text;
          while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            CHECK_MESSAGE(display_width(line) <= width, line);
            rest.remove_prefix(line.size() + 1);
          }
          if (ascii)
            CHECK(std::all_of(text.begin(), text.end(),
                              [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
        }
      }
    }
  }

  TEST_CASE("hostile names break no format") {
    const Drawn drawn(hostile_machine());
    const std::string html = drawn.as("html");
    // The page's own scripts and nothing else; the data element ends where it should.
    CHECK(count_of(html, "<script") == 2);
    CHECK(count_of(html, "</script>") == 2);
    CHECK(count_of(html, "<img") == 0);
    const size_t data = html.find("id=\"data\">") + 10;
    const auto json = parse_json(html.substr(data, html.find("</script>", data) - data));
    REQUIRE(json);
    const Value& nodes = *json->find("graph")->find("nodes");
    CHECK(nodes.items()[0].find("name")->as_string() == kHostile[0]);

    const std::string svg = drawn.as("svg");
    CHECK(count_of(svg, "<script") == 0);
    CHECK(count_of(svg, "<img") == 0);
    const std::string mermaid = drawn.as("mermaid");
    // A label is everything between quotes: none ends early.
    std::string_view rest = mermaid;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      CHECK_MESSAGE((count_of(line, "\"") == 0 || count_of(line, "\"") == 2), line);
      CHECK_MESSAGE(count_of(line, "<script") == 0, line);
      rest.remove_prefix(line.size() + 1);
    }
    CHECK(parse_json(drawn.as("json")));
    CHECK(drawn.as("text").find("\u202E") == std::string::npos);
    if (testing_support::run_command({"dot", "-V"}).exit_code != 0) {
      MESSAGE("skipped: there is no Graphviz to read the dot format");
      return;
    }
    const auto dot = testing_support::run_command({"dot", "-Tcanon"}, {.input = drawn.as("dot")});
    CHECK(dot.exit_code == 0);
    CHECK(dot.err.empty());
  }

  TEST_CASE("our own layers: nothing overlaps, nothing leaves its cluster, edges touch their nodes") {
    const Drawn drawn(read_text(fs::path(kSourceDir) / "samples/nested/nested.asl.json"));
    const graph::Layout layout = graph::lay_out({.graph = drawn.graph});
    for (const graph::Cluster& cluster : drawn.graph.clusters) {
      const graph::Box& around = layout.clusters[static_cast<size_t>(&cluster - drawn.graph.clusters.data())];
      for (const graph::NodeId a : cluster.nodes) {
        const graph::Box& box = layout.nodes[a];
        CHECK(box.x >= around.x - 0.01);
        CHECK(box.y >= around.y - 0.01);
        CHECK(box.x + box.width <= around.x + around.width + 0.01);
        CHECK(box.y + box.height <= around.y + around.height + 0.01);
        for (const graph::NodeId b : cluster.nodes) {
          if (a == b) continue;
          const graph::Box& other = layout.nodes[b];
          CHECK((box.x + box.width <= other.x || other.x + other.width <= box.x ||
                 box.y + box.height <= other.y || other.y + other.height <= box.y));
        }
      }
    }
    for (graph::EdgeId id = 0; id < drawn.graph.edges.size(); ++id) {
      const graph::Point end = layout.edges[id].points.back();
      const graph::Box& box = layout.nodes[drawn.graph.edges[id].to];
      CHECK(end.x >= box.x - 0.01);
      CHECK(end.x <= box.x + box.width + 0.01);
      CHECK(end.y >= box.y - 0.01);
      CHECK(end.y <= box.y + box.height + 0.01);
    }
  }

  TEST_CASE("deep nesting costs no stack") {
    std::string text = R"({"Type": "Pass", "End": true})";
    for (int i = 0; i < 150; ++i) {
      text = fmt::format(
          R"({{"Type": "Map", "End": true, "ItemProcessor": {{"StartAt": "S{}", "States": {{"S{}": {}}}}}}})",
          i, i, text);
    }
    const Drawn drawn(R"({"StartAt": "Top", "States": {"Top": )" + text + "}}");
    for (const graph::DrawingFormat& format : graph::formats()) {
      CHECK_FALSE(drawn.as(format.name).empty());
    }
  }
}
