#include "cli/report/page.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/printable.h"
#include "cli/report/map_runs.h"
#include "graph/build.h"

namespace pawl::cli {
namespace {

bool is_special(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
}

/// What is written, and then becomes `path`.
std::string part_of(const std::string& path) { return is_special(path) ? path : path + ".part"; }

tl::unexpected<Error> cannot_write(const std::string& path, int error) {
  return fail(fmt::format("cannot write '{}': {}", printable(path), std::strerror(error)));
}

}  // namespace

Result<RunOfGraph> read_run(const std::string& history) {
  PAWL_TRY(history::Reader reader, history::Reader::open(history));
  RunOfGraph out;
  history::Summarizer summarizer;
  while (true) {
    PAWL_TRY(const std::optional<history::RecordedEvent> event, reader.next());
    if (!event) break;
    summarizer.add(*event);
    out.events.add(*event);
  }
  out.summary = summarizer.take();
  out.faults = reader.faults();
  out.faults.torn = false;  // a line is cut off while it is written
  return out;
}

Result<graph::PageMapRuns> read_map_runs_of_page(const std::string& folder, graph::PageEvents& events) {
  graph::PageMapRuns page(events);
  PAWL_TRY(const auto runs, read_map_runs(folder));
  for (const ShownMapRun& run : runs) {
    PAWL_TRY(auto journal, history::MapRunReader::open(run.path));
    PAWL_CHECK(page.add(run.summary, run.status, std::move(journal)));
  }
  return page;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  const std::string target = part_of(path);
  std::FILE* file = std::fopen(target.c_str(), "we");
  if (file == nullptr) return cannot_write(path, errno);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int error = errno;
  if (std::fclose(file) != 0 || !written) {
    const int why = written ? errno : error;
    if (target != path) ::unlink(target.c_str());
    return cannot_write(path, why);
  }
  if (target != path && std::rename(target.c_str(), path.c_str()) != 0) return cannot_write(path, errno);
  return {};
}

Result<void> check_writable(const std::string& file) {
  if (file.empty()) return fail("its file name is empty");
  const std::string target = part_of(file);
  if (target == file) {
    if (std::filesystem::is_directory(file)) return cannot_write(file, EISDIR);
    return ::access(file.c_str(), W_OK) == 0 ? Result<void>() : cannot_write(file, errno);
  }
  std::FILE* made = std::fopen(target.c_str(), "we");
  if (made == nullptr) return cannot_write(file, errno);
  std::fclose(made);
  ::unlink(target.c_str());
  return {};
}

Result<void> write_report(const workflow::Definition& definition, const history::RunFiles& run,
                          const std::string& file) {
  PAWL_TRY(RunOfGraph read, read_run(run.history));
  PAWL_TRY(const graph::PageMapRuns map_runs,
           read_map_runs_of_page(history::map_run_folder(run.history), read.events));
  const graph::Graph drawn =
      graph::build(*definition.machine, std::filesystem::path(definition.document.name).filename().string(),
                   definition.document.text);
  const graph::Overlay overlay(drawn, std::move(read.summary), run.name);
  return write_file(
      file,
      graph::render_html({.graph = drawn, .run = &overlay, .events = &read.events, .map_runs = &map_runs}));
}

}  // namespace pawl::cli
