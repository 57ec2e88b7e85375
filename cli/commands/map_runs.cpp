#include "cli/commands/map_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/duration.h"
#include "cli/report/faults.h"
#include "cli/report/map_runs.h"
#include "cli/terminal/progress.h"
#include "cli/terminal/table.h"
#include "history/map_run_summary.h"
#include "value/dump.h"

namespace pawl::cli {
namespace {

using history::MapRunSummary;

constexpr size_t kShownText = 120;
constexpr size_t kShownChildren = 50;  // that did not succeed, as text

Value number(uint64_t n) { return Value::integer(static_cast<int64_t>(n)); }

/// The Map Runs that are asked for, by their state or by the name of their journal.
Result<std::vector<ShownMapRun>> map_runs_of(const history::RunFiles& run, const ShowOptions& options,
                                             Console& console) {
  PAWL_TRY(std::vector<ShownMapRun> found, read_map_runs(history::map_run_folder(run.history)));
  std::erase_if(found, [&](const ShownMapRun& one) {
    return options.map_state && one.summary.head.state != *options.map_state &&
           std::filesystem::path(one.path).stem() != *options.map_state;
  });
  for (const ShownMapRun& one : found) warn_of_faults(one.path, one.faults, console);
  if (found.empty())
    return fail(options.map_state ? fmt::format("the run '{}' has no Map Run of a state '{}'", run.name,
                                                printable(*options.map_state))
                                  : fmt::format("the run '{}' has no Map Run", run.name));
  return found;
}

std::string error_of(const history::UnsuccessfulChild& child) {
  const std::string cause = child.cause.substr(0, child.cause.find('\n'));
  return shortened(printable(cause.empty() ? child.error : child.error + ": " + cause), kShownText);
}

std::string text_of(const ShownMapRun& run, const Console& console) {
  const MapRunSummary& summary = run.summary;
  const auto& counts = summary.counts;
  const Color color = run.status == "SUCCEEDED" ? Color::Green
                      : run.status == "RUNNING" ? Color::Cyan
                                                : Color::Red;
  std::string out = fmt::format(
      "{}  {}  started {} UTC, {}, {:.0f} items/s{}\n",
      console.paint_out(Color::Bold, printable(summary.head.state)), console.paint_out(color, run.status),
      shown_time(summary.head.started), format_duration(summary.last_event - summary.head.started),
      summary.rate(),
      summary.redrives > 0 ? fmt::format(", {} redrive{}", summary.redrives, summary.redrives == 1 ? "" : "s")
                           : "");
  if (summary.head.source) out += fmt::format("{:<7} {}\n", "source", printable(summary.head.source->uri));
  if (!summary.error.empty())
    out += fmt::format("{:<7} {}\n", "error", error_of({{}, {}, summary.error, summary.cause}));
  using enum Align;
  std::vector<std::vector<std::string>> rows = {
      {"TOTAL", "PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TIMED OUT", "ABORTED"}, {}};
  for (const uint64_t count : {counts.total, counts.pending, counts.running, counts.succeeded, counts.failed,
                               counts.timed_out, counts.aborted})
    rows.back().push_back(fmt::format("{}", count));
  out += "\n" + table_text(rows, {Right, Right, Right, Right, Right, Right, Right});
  if (summary.unsuccessful.empty()) return out;

  rows = {{"ITEM", "RESULT", "AT", "ERROR"}};
  for (const auto& [index, child] : summary.unsuccessful) {
    if (rows.size() > kShownChildren) break;
    rows.push_back({fmt::format("{}", index), std::string(name_of(child.status)), shown_time(child.at),
                    error_of(child)});
  }
  out += "\n" + table_text(rows, {Right, Left, Left, Left});
  if (const size_t left = summary.unsuccessful.size() + 1 - rows.size(); left > 0)
    out += fmt::format("and {} more; --format json or csv has all of them\n", left);
  return out;
}

Value json_of(const ShownMapRun& run) {
  const MapRunSummary& summary = run.summary;
  const auto& counts = summary.counts;
  ArrayBuilder unsuccessful;
  for (const auto& [index, child] : summary.unsuccessful) {
    unsuccessful.push(Value::object({{"item", number(index)},
                                     {"status", Value::string(name_of(child.status))},
                                     {"timestamp", Value::string(format_timestamp(child.at))},
                                     {"error", Value::string(child.error)},
                                     {"cause", Value::string(child.cause)}}));
  }
  ObjectBuilder out;
  out.append("mapRunArn", Value::string(summary.head.arn));
  out.append("state", Value::string(summary.head.state));
  out.append("journal", Value::string(run.path));
  out.append("status", Value::string(run.status));
  out.append("startDate", Value::string(format_timestamp(summary.head.started)));
  out.append("lastEvent", Value::string(format_timestamp(summary.last_event)));
  out.append("maxConcurrency", Value::integer(summary.head.max_concurrency));
  out.append("toleratedFailurePercentage", Value::real(summary.head.tolerated_failure_percentage));
  out.append("toleratedFailureCount", Value::integer(summary.head.tolerated_failure_count));
  out.append("redriveCount", number(summary.redrives));
  out.append("executionCounts", Value::object({{"pending", number(counts.pending)},
                                               {"running", number(counts.running)},
                                               {"succeeded", number(counts.succeeded)},
                                               {"failed", number(counts.failed)},
                                               {"timedOut", number(counts.timed_out)},
                                               {"aborted", number(counts.aborted)},
                                               {"total", number(counts.total)}}));
  out.append("perSecond", Value::real(summary.rate()));
  out.append("source", summary.head.source ? Value::string(summary.head.source->uri) : Value());
  out.append("error", Value::string(summary.error));
  out.append("cause", Value::string(summary.cause));
  out.append("unsuccessful", unsuccessful.finish());
  return out.finish();
}

std::string csv_of(const std::vector<ShownMapRun>& runs) {
  std::vector<std::vector<std::string>> rows = {
      {"state", "event", "item", "status", "timestamp", "error", "cause"}};
  for (const ShownMapRun& run : runs) {
    for (const auto& [index, child] : run.summary.unsuccessful)
      rows.push_back({run.summary.head.state, fmt::format("{}", run.summary.head.event),
                      fmt::format("{}", index), std::string(name_of(child.status)),
                      format_timestamp(child.at), child.error, child.cause});
  }
  return csv_text(rows);
}

}  // namespace

Result<void> print_map_runs(const history::RunFiles& run, const ShowOptions& options, Console& console) {
  PAWL_TRY(const auto runs, map_runs_of(run, options, console));
  if (options.format == ShowOptions::Format::Csv) return console.out(csv_of(runs));
  std::string text;
  if (options.format == ShowOptions::Format::Json) {
    ArrayBuilder all;
    for (const ShownMapRun& one : runs) all.push(json_of(one));
    TextBuffer json;
    const Value report = all.finish();
    if (console.out_is_terminal()) dump_indented(report, json);
    else dump(report, json);
    return console.out(json.str() + "\n");
  }
  for (const ShownMapRun& one : runs) text += (text.empty() ? "" : "\n") + text_of(one, console);
  return console.out(text);
}

/// Of their journals.
std::string names_of(const std::vector<ShownMapRun>& runs) {
  constexpr size_t kShown = 6;
  std::string names;
  for (size_t i = 0; i < std::min(runs.size(), kShown); ++i)
    names += fmt::format("{}{}", i == 0 ? "" : ", ",
                         printable(std::filesystem::path(runs[i].path).stem().string()));
  return runs.size() > kShown ? names + " ..." : names;
}

Result<MapRunChild> find_child(const history::RunFiles& run, const ShowOptions& options, Console& console) {
  PAWL_TRY(const auto runs, map_runs_of(run, options, console));
  if (runs.size() > 1)
    return fail(
        fmt::format("--item wants one Map Run, and '{}' has {}: name the state behind --map, or one of {}",
                    run.name, runs.size(), names_of(runs)));
  const std::string& path = runs.front().path;
  PAWL_TRY(auto reader, history::MapRunReader::open(path));
  PAWL_TRY(auto summary, history::summarize_child(reader, *options.item));
  if (!summary) return fail(fmt::format("item {} has no record yet, or does not exist", *options.item));
  const std::string& arn = reader.head().arn;
  const std::string name = history::child_execution_name(arn.substr(arn.rfind(':') + 1), *options.item);
  return MapRunChild{{name, {}, path}, std::move(*summary)};
}

}  // namespace pawl::cli
