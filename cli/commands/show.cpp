#include <fmt/format.h>

#include "base/duration.h"
#include "cli/commands.h"
#include "cli/commands/map_runs.h"
#include "cli/commands/shared_options.h"
#include "cli/commands/stats.h"
#include "cli/commands/trace.h"
#include "cli/commands/variables.h"
#include "cli/exit_code.h"
#include "cli/report/faults.h"
#include "cli/report/iterations.h"
#include "cli/terminal/progress.h"
#include "cli/terminal/table.h"
#include "history/details.h"
#include "history/run_probe.h"
#include "history/summary.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

using history::RunSummary;
using history::StateSummary;

constexpr size_t kShownCause = 120;
constexpr size_t kShownStarted = 20;

struct Run {
  history::RunFiles files;
  RunSummary summary;
  std::string_view status;
};

/// "failed 2/120", "running", "succeeded": of the visits, with numbers where they differ.
std::string outcome_text(const StateSummary& state) {
  std::string out;
  const auto add = [&](uint64_t count, history::StateOutcome outcome) {
    if (count == 0) return;
    out += out.empty() ? "" : ", ";
    out += count == state.entered ? std::string(name_of(outcome))
                                  : fmt::format("{} {}", count, name_of(outcome));
  };
  using enum history::StateOutcome;
  add(state.failed, Failed);
  add(state.running, Running);
  add(state.aborted, Aborted);
  add(state.caught, Caught);
  add(state.succeeded, Succeeded);
  return out;
}

std::string error_text(const std::optional<history::RecordedError>& error) {
  if (!error) return {};
  const std::string name = error->error.empty() ? "(no name)" : error->error;
  const std::string cause = error->cause.substr(0, error->cause.find('\n'));
  const std::string place = iterations_text(error->iterations);
  return shortened((place.empty() ? "" : place + " ") + printable(cause.empty() ? name : name + ": " + cause),
                   kShownCause);
}

std::string decimal(uint64_t n) { return fmt::format("{}", n); }

std::string head_text(const Run& run, const Console& console) {
  const RunSummary& summary = run.summary;
  const bool is_good = run.status == "SUCCEEDED";
  const bool is_running = run.status == "RUNNING";
  const Color color = is_good ? Color::Green : is_running ? Color::Cyan : Color::Red;
  std::string out = fmt::format(
      "{}  {}  started {} UTC, {}, {} event{}", console.paint_out(Color::Bold, printable(run.files.name)),
      console.paint_out(color, run.status), shown_time(summary.started), format_duration(summary.duration()),
      summary.events, summary.events == 1 ? "" : "s");
  if (summary.redrives > 0)
    out += fmt::format(", {} redrive{}", summary.redrives, summary.redrives == 1 ? "" : "s");
  out += "\n";
  const auto line = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) out += fmt::format("{:<7} {}\n", name, shortened(printable(text), kShownCause));
  };
  const auto of_value = [](const Value& text) {
    return text.is_string() ? text.as_string() : std::string_view();
  };
  line("input", of_value(summary.input));
  line("output", of_value(summary.output));
  line("error", error_text(summary.error));
  if (const Value* by = summary.pawl.find("startedBy")) {
    const Value* event = by->find("event");
    line("parent",
         fmt::format("{}, event {}", text_of(*by, "run"), event != nullptr ? to_json(*event) : "?"));
  }
  for (size_t i = 0; i < summary.children.size(); ++i) {
    if (i == kShownStarted) {
      line("", fmt::format("and {} more", summary.children.size() - i));
      break;
    }
    line(i == 0 ? "started" : "", summary.children[i]);
  }
  return out + "\n";
}

std::vector<std::vector<std::string>> rows_of(const RunSummary& summary, bool for_people) {
  std::vector<std::vector<std::string>> rows;
  if (for_people) {
    rows.push_back({"STATE", "TYPE", "RESULT", "VISITS", "TIME", "ATTEMPTS", "ITEMS", "LAST ERROR"});
  } else {
    rows.push_back({"state", "type", "entered", "running", "succeeded", "caught", "failed", "aborted",
                    "attempts", "retries", "totalMs", "shortestMs", "longestMs", "errors", "firstError",
                    "lastError", "lastCause"});
  }
  for (const StateSummary& state : summary.states) {
    const auto& iterations = state.iterations;
    if (for_people) {
      const Millis time = state.ended() > 0 ? state.total_time : summary.last_event - state.first_entered;
      rows.push_back(
          {printable(state.name), std::string(asl::name_of(state.type)), outcome_text(state),
           decimal(state.entered), format_duration(time), state.attempts > 0 ? decimal(state.attempts) : "",
           iterations.total > 0 ? fmt::format("{}/{}", iterations.succeeded, iterations.total) : "",
           error_text(state.last_error)});
      continue;
    }
    rows.push_back(
        {state.name, std::string(asl::name_of(state.type)), decimal(state.entered), decimal(state.running),
         decimal(state.succeeded), decimal(state.caught), decimal(state.failed), decimal(state.aborted),
         decimal(state.attempts), decimal(state.retries), fmt::format("{}", state.total_time),
         fmt::format("{}", state.shortest), fmt::format("{}", state.longest), decimal(state.errors),
         state.first_error ? state.first_error->error : "", state.last_error ? state.last_error->error : "",
         state.last_error ? state.last_error->cause : ""});
  }
  return rows;
}

Value json_number(uint64_t n) { return Value::integer(static_cast<int64_t>(n)); }

Value error_json(const std::optional<history::RecordedError>& error) {
  if (!error) return {};
  ObjectBuilder out;
  out.append("event", json_number(error->event));
  if (!error->iterations.empty()) out.append("iterations", iterations_json(error->iterations));
  out.append("timestamp", Value::string(format_timestamp(error->at)));
  out.append("error", Value::string(error->error));
  out.append("cause", Value::string(error->cause));
  return out.finish();
}

Value state_json(const StateSummary& state) {
  ObjectBuilder out;
  out.append("name", Value::string(state.name));
  out.append("type", Value::string(asl::name_of(state.type)));
  out.append("lastOutcome", Value::string(name_of(state.last_outcome)));
  for (const auto& [name, count] :
       std::initializer_list<std::pair<std::string_view, uint64_t>>{{"entered", state.entered},
                                                                    {"running", state.running},
                                                                    {"succeeded", state.succeeded},
                                                                    {"caught", state.caught},
                                                                    {"failed", state.failed},
                                                                    {"aborted", state.aborted},
                                                                    {"attempts", state.attempts},
                                                                    {"retries", state.retries},
                                                                    {"errors", state.errors}}) {
    out.append(name, json_number(count));
  }
  out.append("firstEntered", Value::string(format_timestamp(state.first_entered)));
  out.append("lastEvent", Value::string(format_timestamp(state.last_event)));
  out.append("totalMs", Value::integer(state.total_time));
  out.append("shortestMs", Value::integer(state.shortest));
  out.append("longestMs", Value::integer(state.longest));
  out.append("firstError", error_json(state.first_error));
  out.append("lastError", error_json(state.last_error));
  if (state.iterations.total > 0) {
    const auto& counts = state.iterations;
    out.append("iterations", Value::object({{"total", json_number(counts.total)},
                                            {"started", json_number(counts.started)},
                                            {"succeeded", json_number(counts.succeeded)},
                                            {"failed", json_number(counts.failed)},
                                            {"aborted", json_number(counts.aborted)}}));
  }
  return out.finish();
}

Value run_json(const Run& run) {
  const RunSummary& summary = run.summary;
  ArrayBuilder states, taken;
  for (const StateSummary& state : summary.states) states.push(state_json(state));
  for (const auto& one : summary.transitions_taken) {
    const bool is_start = one.from == history::TransitionSummary::kStart;
    taken.push(Value::object({{"from", is_start ? Value() : Value::string(summary.states[one.from].name)},
                              {"to", Value::string(summary.states[one.to].name)},
                              {"caught", Value::boolean(one.by_catch)},
                              {"count", json_number(one.count)}}));
  }
  ObjectBuilder out;
  out.append("run", Value::string(run.files.name));
  out.append("history", Value::string(run.files.history));
  out.append("status", Value::string(run.status));
  out.append("started", Value::string(format_timestamp(summary.started)));
  out.append("lastEvent", Value::string(format_timestamp(summary.last_event)));
  out.append("durationMs", Value::integer(summary.duration()));
  out.append("events", json_number(summary.events));
  out.append("redrives", json_number(summary.redrives));
  out.append("transitions", json_number(summary.transitions));
  out.append("input", history::payload(summary.input));
  out.append("output", history::payload(summary.output));
  out.append("error", error_json(summary.error));
  if (const Value* by = summary.pawl.find("startedBy")) out.append("startedBy", *by);
  if (!summary.children.empty()) {
    ArrayBuilder children;
    for (const std::string& name : summary.children) children.push(Value::string(name));
    out.append("children", children.finish());
  }
  out.append("states", states.finish());
  out.append("transitionsTaken", taken.finish());
  return out.finish();
}

/// The report of a run as a whole, or of its figures.
std::string report_text(const Run& run, const ShowOptions& options, const Console& console) {
  if (options.format == ShowOptions::Format::Json) {
    const Value report = options.stats ? stats_json(run.summary) : run_json(run);
    TextBuffer json;
    if (console.out_is_terminal()) dump_indented(report, json);
    else dump(report, json);
    return json.str() + "\n";
  }
  if (options.stats) return stats_text(run.summary);
  if (options.format == ShowOptions::Format::Csv) return csv_text(rows_of(run.summary, false));
  using enum Align;
  std::string text =
      head_text(run, console) +
      table_text(rows_of(run.summary, true), {Left, Left, Left, Right, Right, Right, Right, Left});
  if ((run.status == "CRASHED" || run.status == "PARKED") && !run.files.folder.empty())
    text += fmt::format("\n`pawl resume {}` resumes it.\n", printable(run.files.name));
  return text;
}

int show(const ShowOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  if (options.format == ShowOptions::Format::Csv && (options.trace || options.stats)) {
    return cannot(
        fmt::format("{} has no csv: --format text and json are for all, csv is for the table of states and "
                    "--vars",
                    options.trace ? "--trace" : "--stats"));
  }
  if (options.trace) return trace(options, console);
  const auto files = history::find_run(options.run_name);
  if (!files) return cannot(files.error().message);
  const auto ended = [&](const Result<void>& result) {
    return result ? int{kExitYes} : cannot(result.error().message);
  };
  if (options.map_state && !options.map)
    return cannot("the name of a state belongs to --map: pawl show RUN --map STATE");
  if (options.item) {
    auto child = find_child(*files, options, console);
    if (!child) return cannot(child.error().message);
    Run run{std::move(child->files), std::move(child->summary), {}};
    run.status = name_of(run.summary.status);
    return ended(console.out(report_text(run, options, console)));
  }
  if (options.map) return ended(print_map_runs(*files, options, console));
  if (options.vars) return ended(print_variables(files->history, options.format, console));

  auto reader = history::Reader::open(files->history);
  if (!reader) return cannot(reader.error().message);
  auto summary = history::summarize(*reader);
  if (!summary) return cannot(summary.error().message);
  if (summary->events == 0)
    return cannot(
        fmt::format("the history '{}' is empty: its run or its export failed before the first event",
                    printable(files->history)));
  Run run{*files, std::move(*summary), {}};
  run.status = name_of(run.summary.status);
  if (run.summary.status == history::RunStatus::Running &&
      reader->texts().form() == history::EventTexts::Form::Lines && files->history != "-" &&
      !history::is_being_written(files->history)) {
    run.status = history::is_parked(files->history) ? "PARKED" : "CRASHED";
  }
  warn_of_faults(files->history, reader->faults(), console);

  return ended(console.out(report_text(run, options, console)));
}

void add_options(OptionList& list, ShowOptions& show) {
  using Format = ShowOptions::Format;
  list.operand("RUN", show.run_name, kRunHelp).required().completed(Offer::Runs);
  list.operand("STATE", show.map_state, "With --map: only the Map Runs of this state");
  list.value("--trace", "STATE", show.trace,
             "How each visit of this state transformed its data, stage by stage");
  list.value("-d,--definition", "DEF", show.definition,
             "With --trace: the definition (default: the one in the history)")
      .only_with("--trace")
      .completed(Offer::Files);
  list.assignments("--subst", "K=V", show.subst, "With --trace: fills ${K} in the definition");
  list.flag("--vars", show.vars, "Which state assigned which variables").not_with("--trace");
  list.flag("--stats", show.stats, "Transitions, and what AWS would bill")
      .not_with("--trace")
      .not_with("--vars");
  list.flag("--map", show.map, "The Map Runs: counts, rate, and the items that did not succeed")
      .not_with("--trace")
      .not_with("--vars")
      .not_with("--stats");
  list.number("--item", "N", show.item, "With --map: what happened in the child of this item")
      .only_with("--map");
  list.choice("--format", show.format, {{"text", Format::Text}, {"json", Format::Json}, {"csv", Format::Csv}},
              "Format of the report");
  list.footer(
      "Examples:\n"
      "  pawl show @last\n"
      "  pawl show order-7 --trace Charge\n"
      "  pawl show order-7 --map Each --item 17\n\n"
      "See pawl-show(1).");
}

}  // namespace

extern const Subcommand kShow = {"show", "Shows what happened in a run: states, times, attempts, errors",
                                 declare_command<ShowOptions, add_options, show>};

}  // namespace pawl::cli
