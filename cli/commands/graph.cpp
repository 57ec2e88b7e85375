#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/report/error.h"
#include "cli/report/faults.h"
#include "cli/report/page.h"
#include "cli/report/report.h"
#include "graph/build.h"
#include "graph/format.h"
#include "history/map_run_journal.h"
#include "history/run_store.h"
#include "runs/recorded.h"
#include "workflow/definition.h"

namespace pawl::cli {

namespace {

struct GraphOptions {
  std::optional<std::string> definition;  // a path or "-"; nothing: the one that the run's history holds
  std::optional<std::string> format;      // nothing: by the name of the output, else text
  std::optional<std::string> output;      // a path or "-"
  std::optional<std::string> run;         // as RunStore::find takes it
  enum class Layout : uint8_t { Layers } layout = Layout::Layers;
  uint32_t width = 0;  // columns; 0: the terminal's
  bool ascii = false;
  bool watch = false;
  Assignments subst;
};

constexpr int kWatchMillis = 200;
constexpr size_t kGitHubEdges = 500;
constexpr size_t kGitHubText = 50'000;

struct Drawn {
  int exit_code = kExitYes;
  std::string text;
};

std::string format_of(const GraphOptions& options) {
  if (options.format) return *options.format;
  if (!options.output || *options.output == "-") return "text";
  const std::string extension = std::filesystem::path(*options.output).extension().string();
  if (extension == ".mmd" || extension == ".md") return "mermaid";
  if (extension == ".gv") return "dot";
  if (extension == ".htm") return "html";
  if (extension == ".txt") return "text";
  if (extension == ".png") return "png";
  return !extension.empty() && graph::find_format(extension.substr(1)) != nullptr ? extension.substr(1)
                                                                                  : "text";
}

size_t out_width() {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr && std::atoi(columns) > 0)
    return static_cast<size_t>(std::atoi(columns));
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

bool locale_is_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text = value;
    return text.find("UTF-8") != std::string_view::npos || text.find("utf8") != std::string_view::npos ||
           text.find("UTF8") != std::string_view::npos || text.find("utf-8") != std::string_view::npos;
  }
  return true;  // nothing is said: most terminals are
}

Drawn cannot_draw(Console& console, std::string_view message, int exit_code = kExitCannot) {
  console.error(message);
  return {exit_code, {}};
}

void warn_of_github(const graph::Graph& drawn, std::string_view text, Console& console) {
  if (drawn.edges.size() <= kGitHubEdges && text.size() <= kGitHubText) return;
  console.warning(
      fmt::format("{} edges and {} bytes: GitHub draws Mermaid up to {} edges and {} bytes; --format svg has "
                  "no such limit",
                  drawn.edges.size(), text.size(), kGitHubEdges, kGitHubText));
}

Drawn draw(const GraphOptions& options, const graph::DrawingFormat& format, Console& console) {
  // The definition: a file, or the one that the run's history holds.
  std::optional<history::RunFiles> files;
  if (options.run) {
    auto found = history::find_run(*options.run);
    if (!found) return cannot_draw(console, found.error().message);
    files = std::move(*found);
  }
  std::optional<workflow::Definition> definition;
  if (options.definition) {
    auto loaded = workflow::load_definition({*options.definition, options.subst});
    if (!loaded) return cannot_draw(console, loaded.error().message);
    definition = std::move(*loaded);
  } else {
    const auto recorded = runs::find_recorded(*options.run);
    if (!recorded) return cannot_draw(console, recorded.error().message);
    auto own = runs::definition_of(*recorded, std::nullopt, options.subst);
    if (!own) return {report(own.error(), console), {}};
    definition = std::move(*own);
  }
  if (!definition->machine || source::has_errors(definition->diagnostics)) {
    for (const source::Diagnostic& diagnostic : definition->diagnostics) {
      if (diagnostic.severity == source::Severity::Error)
        console.err(finding_text(diagnostic, definition->document, console, Stream::Err));
    }
    return {kExitInvalid, {}};
  }
  const graph::Graph drawn =
      graph::build(*definition->machine, std::filesystem::path(definition->document.name).filename().string(),
                   definition->document.text);
  graph::Drawing drawing{.graph = drawn,
                         .width = options.width > 0 ? options.width : out_width(),
                         .ascii = options.ascii || !locale_is_utf8(),
                         .color = console.out_color() && !options.output};
  std::optional<RunOfGraph> run;
  std::optional<graph::PageMapRuns> map_runs;
  std::optional<graph::Overlay> overlay;
  if (files) {
    auto read = read_run(files->history);
    if (!read) return cannot_draw(console, read.error().message);
    run.emplace(std::move(*read));
    overlay.emplace(drawn, std::move(run->summary), files->name);
    if (overlay->strangers() > 0) {
      console.warning(fmt::format("{} states of the run are not in this definition: is it the one that ran?",
                                  overlay->strangers()));
    }
    warn_of_faults(files->history, run->faults, console);
    drawing.run = &*overlay;
    drawing.events = &run->events;
    if (format.name == "html") {
      auto found = read_map_runs_of_page(history::map_run_folder(files->history), run->events);
      if (!found) return cannot_draw(console, found.error().message);
      drawing.map_runs = &map_runs.emplace(std::move(*found));
    }
  }
  std::string text = format.render(drawing);
  if (format.name == "mermaid") warn_of_github(drawn, text, console);
  return {kExitYes, std::move(text)};
}

int put(const GraphOptions& options, const Drawn& drawn, Console& console) {
  if (drawn.exit_code != kExitYes) return drawn.exit_code;
  const auto written = options.output && *options.output != "-" ? write_file(*options.output, drawn.text)
                                                                : console.out(drawn.text);
  if (written) return kExitYes;
  console.error(written.error().message);
  return kExitCannot;
}

/// What changes when a file is written: by editors in place, or by a new file under the same name.
struct FileState {
  uint64_t inode = 0;
  int64_t seconds = 0, nanoseconds = 0, bytes = -1;
  bool operator==(const FileState&) const = default;
};

FileState state_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {found.st_ino, found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size};
}

volatile std::sig_atomic_t watch_ended = 0;

int watch(const GraphOptions& options, const graph::DrawingFormat& format, Console& console) {
  std::vector<std::string> paths;
  if (options.definition) paths.push_back(*options.definition);
  if (options.run) {
    if (const auto files = history::find_run(*options.run)) paths.push_back(files->history);
  }
  const auto end = [](int signal) { watch_ended = signal; };
  std::signal(SIGINT, end);
  std::signal(SIGTERM, end);
  const bool on_screen = !options.output && console.out_is_terminal();
  std::vector<FileState> before;
  while (watch_ended == 0 && !console.out_closed()) {
    std::vector<FileState> now;
    for (const std::string& path : paths) now.push_back(state_of(path));
    if (now != before) {
      before = now;
      Drawn drawn = draw(options, format, console);
      if (on_screen && drawn.exit_code == kExitYes) drawn.text = "\033[H\033[2J" + drawn.text;
      put(options, drawn, console);
      if (drawn.exit_code == kExitYes && options.output)
        console.err(fmt::format("{} drawn\n", printable(*options.output)));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(kWatchMillis));
  }
  return kExitYes;
}

int graph(const GraphOptions& options, Console& console) {
  const auto refuse = [&](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  if (!options.definition && !options.run) return refuse("give a definition, or a run with --run");
  const graph::DrawingFormat* format = graph::find_format(format_of(options));
  if (format == nullptr)
    return refuse("there is no format png: draw an svg, or let Graphviz draw the format dot (dot -Tpng)");
  const bool to_out = !options.output || *options.output == "-";
  const auto overwrites = [&](const std::string& path) {
    std::error_code ignored;
    return !to_out && path != "-" && std::filesystem::equivalent(path, *options.output, ignored);
  };
  if (options.definition && overwrites(*options.definition))
    return refuse("the drawing would overwrite the definition: give another file with -o");
  if (options.run) {
    const auto files = history::find_run(*options.run);
    if (files && overwrites(files->history))
      return refuse("the drawing would overwrite the history: give another file with -o");
  }
  if (!options.watch) return put(options, draw(options, *format, console), console);
  if (options.definition == "-") return refuse("--watch needs a file, not standard input");
  return watch(options, *format, console);
}

void add_options(OptionList& list, GraphOptions& graph) {
  using Layout = GraphOptions::Layout;
  list.operand("DEF", graph.definition, "The definition: a path, or - (default: the one the run used)")
      .completed(Offer::Files);
  std::vector<std::string> formats;
  for (const pawl::graph::DrawingFormat& format : pawl::graph::formats()) formats.emplace_back(format.name);
  list.choice("--format", graph.format, formats,
              "Format of the drawing (default: from the output's name, else text)");
  list.value("-o,--output", "FILE", graph.output, "Where to write the drawing (default: standard output)")
      .completed(Offer::Files);
  list.value("--run", "RUN", graph.run,
             "Shows what a run did: its name, @last, or a history file of pawl or AWS")
      .completed(Offer::Runs);
  list.choice("--layout", graph.layout, {{"auto", Layout::Layers}, {"layers", Layout::Layers}},
              "How states are arranged: in layers from top to bottom, the only layout");
  list.number("--width", "N", graph.width, "Columns of the text (default: the terminal's)");
  list.flag("--ascii", graph.ascii, "Draws the text with ASCII characters only");
  list.flag("--watch", graph.watch, "Draws again whenever the definition or the run changes");
  list.assignments("--subst", "K=V", graph.subst, "Fills ${K} in the definition");
  list.footer(
      "Examples:\n"
      "  pawl graph order.asl.json\n"
      "  pawl graph order.asl.json --run @last -o report.html\n"
      "  pawl graph order.asl.json --format mermaid >> README.md\n"
      "  pawl graph order.asl.json -o order.svg --watch\n\n"
      "Exit codes: 0 drawn, 2 could not be drawn, 3 invalid definition.\n"
      "See pawl-graph(1).");
}

}  // namespace

extern const Subcommand kGraph = {"graph", "Draws a definition, or what a run did",
                                  declare_command<GraphOptions, add_options, graph>};

}  // namespace pawl::cli
