// pawl graph and pawl run --report, from the outside; the page in a real browser where there is one.
#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = kSourceDir;
const std::string kOrder = (kSource / "samples/order/order.asl.json").string();
const std::string kDeclined = (kSource / "tests/golden/graph/declined.history.jsonl").string();

std::string browser() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    if (run_command({name, "--version"}).exit_code == 0) return name;
  }
  return {};
}

/// What the page's document is after its scripts and `script` have run.
std::string after_script(const std::string& program, const Pawl& pawl, const std::string& page,
                         std::string_view script, const std::string& hash = "") {
  std::string text = read_text(page);
  text.insert(text.rfind("</body>"), "<script>" + std::string(script) + "</script>");
  const std::string file = pawl.folder.write("scripted.html", text);
  const auto result =
      run_command({program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--window-size=1400,900", "--user-data-dir=" + (pawl.folder.path() / "browser").string(),
                   "--virtual-time-budget=5000", "--dump-dom", "file://" + file + hash});
  CHECK(result.exit_code == 0);
  return result.out;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("graph: the format comes from --format, from the name of the output, or is text") {
    const Pawl pawl;
    CHECK(contains(pawl({"graph", kOrder, "--width", "80"}).out, "Reserve and charge"));
    CHECK(pawl({"graph", kOrder, "--format", "mermaid"}).out.starts_with("flowchart TD\n"));
    CHECK(pawl({"graph", kOrder, "--format", "dot"}).out.starts_with("digraph {"));
    const std::string file = (pawl.folder.path() / "o.svg").string();
    CHECK(pawl({"graph", kOrder, "-o", file}).exit_code == 0);
    CHECK(contains(read_text(file), "<svg xmlns="));
    CHECK(pawl({"graph", "-", "--format", "json"}, {.input = read_text(kOrder)}).exit_code == 0);
  }

  TEST_CASE("graph: a run gives its own definition, and another one is warned about") {
    const Pawl pawl;
    CHECK(pawl({"run", (kSource / "samples/hello/hello.asl.json").string(), "--name", "hi", "-i", "{}"})
              .exit_code == 0);
    const auto own = pawl({"graph", "--run", "@last", "--ascii"});
    CHECK(own.exit_code == 0);
    CHECK(contains(own.out, "succeeded"));
    const auto other = pawl({"graph", kOrder, "--run", "hi"});
    CHECK(other.exit_code == 0);
    CHECK(contains(other.err, "not in this definition"));
  }

  TEST_CASE("graph: what AWS exports is drawn like our own histories") {
    const Pawl pawl;
    std::string events;
    std::ifstream lines(kDeclined);
    for (std::string line; std::getline(lines, line);) events += (events.empty() ? "" : ",\n") + line;
    const std::string exported = pawl.folder.write("aws.json", "{\"events\": [" + events + "]}");
    const auto ours = pawl({"graph", kOrder, "--run", kDeclined, "--format", "dot"});
    const auto theirs = pawl({"graph", kOrder, "--run", exported, "--format", "dot"});
    CHECK(ours.exit_code == 0);
    CHECK(ours.out == theirs.out);
  }

  TEST_CASE("graph: refusals") {
    const Pawl pawl;
    CHECK(pawl({"graph"}).exit_code == 2);
    CHECK(pawl({"graph", "missing.asl.json"}).exit_code == 2);
    CHECK(pawl({"graph", kOrder, "--format", "bmp"}).exit_code == 2);
    CHECK(pawl({"graph", kOrder, "--run", "nobody"}).exit_code == 2);
    CHECK(pawl({"graph", kOrder, "-o", "no/such/folder/o.svg"}).exit_code == 2);
    const std::string broken = pawl.folder.write(
        "broken.asl.json", R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}})");
    const auto invalid = pawl({"graph", broken});
    CHECK(invalid.exit_code == 3);
    CHECK(contains(invalid.err, "missing-transition-target"));
    const std::string own = pawl.folder.write("own.json", read_text(kOrder));
    CHECK(contains(pawl({"graph", own, "--format", "json", "-o", own}).err, "overwrite the definition"));
    CHECK(read_text(own) == read_text(kOrder));
    CHECK(pawl({"run", kOrder, "--report", "r.html", "--history", "none"}).exit_code == 2);
  }

  TEST_CASE("graph: no other program is started, and a png is left to Graphviz") {
    const Pawl pawl;
    // A Graphviz that draws nonsense: it must not be asked.
    const fs::path dot = pawl.folder.write("dot", "#!/bin/sh\n: > asked\necho '{}'\n");
    fs::permissions(dot, fs::perms::owner_all);
    const CommandOptions bare = {.environment = {{"PATH", pawl.folder.path().string()}}};
    for (const char* format : {"text", "svg", "html", "mermaid", "dot", "json"})
      CHECK_MESSAGE(pawl({"graph", kOrder, "--format", format}, bare).exit_code == 0, format);
    CHECK(pawl({"graph", kOrder, "--format", "svg", "--layout", "auto"}, bare).out ==
          pawl({"graph", kOrder, "--format", "svg"}, bare).out);
    const auto png = pawl({"graph", kOrder, "-o", "o.png"}, bare);
    CHECK(png.exit_code == 2);
    CHECK(contains(png.err, "dot -Tpng"));
    CHECK_FALSE(fs::exists(pawl.folder.path() / "o.png"));
    CHECK(pawl({"graph", kOrder, "--format", "png"}, bare).exit_code == 2);
    CHECK(pawl({"graph", kOrder, "--layout", "graphviz"}, bare).exit_code == 2);
    CHECK_FALSE(fs::exists(pawl.folder.path() / "asked"));
  }

  TEST_CASE("graph: --watch draws again when the file changes") {
    const Pawl pawl;
    const std::string definition = pawl.folder.write("w.asl.json", read_text(kOrder));
    const fs::path drawing = pawl.folder.path() / "w.dot";
    BackgroundCommand watching({kPawlBinary, "graph", definition, "-o", drawing.string(), "--watch"},
                               pawl.folder.path(), pawl.with_state({}));
    CHECK(wait_for_text(drawing, "Reserve and charge"));
    // As editors do it: a new file under the old name.
    const std::string next =
        pawl.folder.write("w.new", R"({"StartAt": "Fresh", "States": {"Fresh": {"Type": "Succeed"}}})");
    fs::rename(next, definition);
    CHECK(wait_for_text(drawing, "Fresh"));
    watching.send(SIGINT);
    CHECK(watching.wait().exit_code == 0);
  }

  TEST_CASE("run --report: the page stands there after a failed run too, and needs no network") {
    const Pawl pawl;
    const std::string page = (pawl.folder.path() / "report.html").string();
    CHECK(pawl({"run", kOrder, "-i", R"({"amount": 0})", "--report", page}).exit_code == 1);
    const std::string text = read_text(page);
    CHECK(contains(text, "\"status\": \"FAILED\""));
    CHECK(contains(text, "Order.Rejected"));
    for (const char* outside : {"src=", "href=", "url(http", "@import", "fetch(", "XMLHttpRequest"})
      CHECK_FALSE(contains(text, outside));
  }

  TEST_CASE("the page in a browser: Map Runs, and the events of their children") {
    const std::string program = browser();
    if (program.empty()) {
      MESSAGE("skipped: there is no Chromium (Debian: apt install chromium)");
      return;
    }
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json",
        R"({"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ToleratedFailureCount":9,
      "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Work","States":{
        "Work":{"Type":"Task","Resource":"sh:read n; test $n != 2 || { echo '<b>no</b>' >&2; exit 3; }; echo $n","End":true}}}}}})");
    REQUIRE(pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--name", "m"}).exit_code == 0);
    const std::string page = (pawl.folder.path() / "p.html").string();
    REQUIRE(pawl({"graph", "--run", "m", "-o", page}).exit_code == 0);
    const std::string seen = after_script(program, pawl, page, R"JS(
      const said = [];
      addEventListener("error", (event) => said.push("ERROR " + event.message));
      said.push("tab: " + currentTab);
      said.push("counts: " + [...document.querySelectorAll("#maps .narrow td")].map((one) => one.textContent).join(" "));
      said.push("child: " + [...document.querySelectorAll("#maps [data-child] td")].map((one) => one.textContent).join("/"));
      said.push("panel: " + document.querySelector("#panel h2").textContent);
      document.title = said.join("|");
    )JS",
                                          "#tab=maps&child=0.1");
    const size_t title = seen.find("<title>");
    const std::string said = seen.substr(title + 7, seen.find("</title>") - title - 7);
    CHECK_MESSAGE(contains(said, "tab: maps"), said);
    CHECK_MESSAGE(contains(said, "counts: 3 2 1 0 0 0 0"), said);
    CHECK_MESSAGE(contains(said, "/Exit.3/&lt;b&gt;no&lt;/b&gt;/"), said);
    CHECK_MESSAGE(contains(said, "panel: Each: child 1"), said);
    CHECK_MESSAGE(!contains(said, "ERROR"), said);
  }

  TEST_CASE("the page in a browser: states, timeline, events, hostile names") {
    const std::string program = browser();
    if (program.empty()) {
      MESSAGE("skipped: there is no Chromium (Debian: apt install chromium)");
      return;
    }
    const Pawl pawl;
    const std::string page = (pawl.folder.path() / "p.html").string();
    REQUIRE(pawl({"graph", kOrder, "--run", kDeclined, "-o", page}).exit_code == 0);
    const std::string seen = after_script(program, pawl, page, R"JS(
      const said = [];
      addEventListener("error", (event) => said.push("ERROR " + event.message));
      const click = (what) => what.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      const shape = [...document.querySelectorAll("[data-node]")].find((one) => one.textContent.includes("Charge") && !one.classList.contains("composite") && one.tagName === "g");
      click(shape);
      said.push("panel: " + document.querySelector("#panel h2").textContent + " / " + document.querySelector("#panel").textContent.includes("Card.Declined"));
      said.push("rows: " + document.querySelectorAll("#timeline .row").length);
      click(document.querySelector("[data-tab=events]"));
      eventSearch.value = "card.declined";
      eventSearch.dispatchEvent(new Event("input"));
      said.push("found: " + eventCount.textContent);
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true }));
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true }));
      said.push("theme: " + document.documentElement.dataset.theme);
      const before = svg.getAttribute("viewBox");
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }));
      said.push("zoomed: " + (svg.getAttribute("viewBox") !== before));
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      said.push("none: " + (chosen === null));
      document.title = said.join("|");
    )JS");
    const size_t title = seen.find("<title>");
    const std::string said = seen.substr(title + 7, seen.find("</title>") - title - 7);
    CHECK_MESSAGE(contains(said, "panel: Charge / true"), said);
    CHECK_MESSAGE(contains(said, "rows: 6"), said);
    CHECK_MESSAGE(contains(said, "of 25 events"), said);
    CHECK_MESSAGE(contains(said, "zoomed: true"), said);
    CHECK_MESSAGE(contains(said, "none: true"), said);
    CHECK_MESSAGE(!contains(said, "ERROR"), said);

    const std::string hostile =
        pawl.folder.write("h.asl.json", R"({"Comment": "<img src=x onerror=\"document.title='broken'\">",
      "StartAt": "</script><script>document.title='broken'</script>", "States": {
      "</script><script>document.title='broken'</script>": {"Type": "Pass", "Comment": "<b onclick=x>", "Next": "שלום\n\"'&"},
      "שלום\n\"'&": {"Type": "Succeed"}}})");
    REQUIRE(pawl({"graph", hostile, "-o", page}).exit_code == 0);
    const std::string after = after_script(program, pawl, page, R"JS(
      for (const node of [0, 1]) select({ node });
      for (const [name] of tabs) showTab(name);
      document.body.dataset.said = document.title + "|" + nodes[0].name.length + "|" + document.querySelectorAll("img, b").length;
    )JS");
    CHECK_MESSAGE(contains(after, "data-said=\"h.asl.json|49|0\""),
                  after.substr(after.find("data-said"), 120));
  }
}
