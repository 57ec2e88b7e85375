#include "cli/launch.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <thread>

#include "base/duration.h"
#include "base/random_source.h"
#include "base/version.h"
#include "cli/exit_code.h"
#include "cli/identity.h"
#include "cli/report/report.h"
#include "cli/run_settings.h"
#include "cli/terminal/progress.h"
#include "history/details.h"
#include "history/run_store.h"
#include "runtime/clock.h"
#include "runtime/interrupts.h"
#include "tasks/mask.h"
#include "tasks/process_mark.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

constexpr uint64_t kEventLimit = 25'000;
constexpr uint64_t kMostHistoryBytes = uint64_t{1} << 30;
constexpr size_t kCauseLines = 20;
// Factors of --time: with others the clock would leave what timestamps can say.
constexpr double kSlowest = 0.001;
constexpr double kFastest = 1'000'000;
// Sharing lets a small value have a text that no disk holds.
constexpr uint64_t kPrintableBytes = uint64_t{4} << 30;

/// The first event's `pawl` member: what a reader needs to know about the run that AWS's events do not say.
Value first_event_extras(const Workflow& workflow, const LaunchSettings& settings,
                         const engine::ExecutionInfo& info, uint64_t seed) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    out.append(member, Value::string(value));
  };
  out.append("format", Value::integer(history::kFormat));
  text("version", version());
  text("run", info.name);
  text("arn", info.id);
  text("machine", info.state_machine_name);
  text("machineArn", info.state_machine_id);
  text("type", settings.options.express ? "EXPRESS" : "STANDARD");
  out.append("seed", seed <= INT64_MAX ? Value::integer(static_cast<int64_t>(seed))
                                       : Value::big_integer(fmt::format("{}", seed)));
  if (!info.context.is_null()) out.append("context", info.context);
  const Value how = settings_of(workflow, settings.options);
  for (const Member& member : how.members()) out.append(member.key, member.value);
  return out.finish();
}

ProgressDisplay::Style style_of(const RunOptions& options, const Console& console) {
  if (options.quiet || (options.each && !options.verbose)) return ProgressDisplay::Style::None;
  switch (options.progress) {
    case ProgressChoice::Tty: return ProgressDisplay::Style::Live;
    case ProgressChoice::Plain: return ProgressDisplay::Style::Plain;
    case ProgressChoice::None: return ProgressDisplay::Style::None;
    case ProgressChoice::Auto: break;
  }
  const char* term = std::getenv("TERM");
  const bool smart = term != nullptr && std::string_view(term) != "dumb";
  return console.err_is_terminal() && smart && !options.each ? ProgressDisplay::Style::Live
                                                             : ProgressDisplay::Style::Plain;
}

const asl::State* find_state(const asl::StateMachine& machine, std::string_view name) {
  for (const asl::State* state : machine.states) {
    if (state->name == name) return state;
  }
  return nullptr;
}

/// A cause as lines of their own, indented; long ones keep their end, where tools say what went wrong.
std::string cause_lines(std::string_view cause) {
  std::vector<std::string_view> lines;
  while (!cause.empty()) {
    const size_t end = cause.find('\n');
    lines.push_back(cause.substr(0, end));
    cause.remove_prefix(end == std::string_view::npos ? cause.size() : end + 1);
  }
  while (!lines.empty() && lines.back().find_first_not_of(" \t\r") == std::string_view::npos)
    lines.pop_back();
  if (lines.size() == 1) return fmt::format("  cause:   {}\n", printable(lines.front()));
  std::string out;
  const size_t first = lines.size() > kCauseLines ? lines.size() - kCauseLines : 0;
  if (first > 0) out += fmt::format("    (the last {} of {} lines)\n", kCauseLines, lines.size());
  // A line that began with what a task wrote could be a command to whoever reads the log (GitHub Actions).
  for (size_t i = first; i < lines.size(); ++i) out += fmt::format("    | {}\n", printable(lines[i]));
  return lines.empty() ? "" : "  cause:\n" + out;
}

class RunReporter {
 public:
  RunReporter(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
              Console& console)
      : workflow_(workflow), settings_(settings), launch_(launch), console_(console) {}

  void cannot(std::string_view message) { console_.error(launch_.label + std::string(message)); }

  /// The run began, and pawl could not take it to its end.
  void broken_off(std::string_view message, const HistoryPlace& place) {
    cannot(message);
    if (place.file.empty()) return;
    const std::string resume = resume_line(place);
    if (!resume.empty()) console_.err(fmt::format("  history: {}\n", printable(place.file)) + resume);
  }

  /// What people write themselves is recorded as they wrote it; only what tasks answer is masked.
  void recorded_secrets(const Value& input) {
    const auto& secrets = workflow_.tasks.tasks.secrets;
    if (secrets.empty()) return;
    const bool in_input = tasks::holds_secret(to_json(input), secrets);
    if (!in_input && !tasks::holds_secret(workflow_.definition.full_text(), secrets)) return;
    console_.warning(
        fmt::format("{}the {} holds a secret, and the history records it as it is: let tasks take it from "
                    "their environment",
                    launch_.label, in_input ? "input" : "definition"));
  }

  void skipped(Millis skipped) {
    if (skipped < 1'000 || settings_.options.quiet) return;
    console_.err(fmt::format("{}time: {} passed on the clock of the run without being waited for\n",
                             launch_.label, format_duration(skipped)));
  }

  void succeeded(const runtime::RunResult& result, const HistoryPlace& place, Millis took) {
    const RunOptions& options = settings_.options;
    const bool watched =
        console_.err_is_terminal() && options.progress != ProgressChoice::None && !options.each;
    if (options.quiet || !(watched || options.verbose)) return;
    console_.err(fmt::format("{}{} in {}, {} event{}{}\n", launch_.label,
                             console_.paint(Color::Green, "succeeded"), format_duration(took), result.events,
                             result.events == 1 ? "" : "s",
                             place.file.empty() ? "" : "; history: " + printable(place.file)));
  }

  void failed(const runtime::RunResult& result, const HistoryPlace& place, const ProgressDisplay& progress) {
    const asl::StateMachine& machine = *workflow_.definition.machine;
    const asl::State* state = find_state(machine, result.failed_state);
    const std::string command = state != nullptr ? command_of(*state, progress) : "";
    std::string message = fmt::format("{}{} {}", launch_.label, printable(place.run), status_text(result));
    if (state != nullptr) {
      const source::Span at = result.failed_span.is_empty() ? state->name_span : result.failed_span;
      message += fmt::format(" in state '{}' ({})", printable(state->name),
                             place_text(workflow_.definition.document, at));
    }
    if (result.error.error) message += ": " + printable(*result.error.error);
    std::string text = fmt::format("{} {}\n", console_.paint(Color::Red, "pawl: error:"), message);
    if (result.error.cause) text += cause_lines(*result.error.cause);
    if (!command.empty()) text += fmt::format("  command: {}\n", shortened(printable(command), 200));
    if (!place.file.empty())
      text += fmt::format("  history: {}\n", printable(place.file)) + resume_line(place);
    console_.err(text);
    if (workflow_.limits == RunOptions::Limits::Off) return;
    if (result.error.error == "States.DataLimitExceeded") {
      console_.hint("payloads are limited to 262,144 bytes as on AWS; `--limits off` lifts that");
    } else if (workflow_.limits == RunOptions::Limits::Strict && result.events >= kEventLimit) {
      console_.hint(
          "`--limits strict` ends a run after 25,000 events as AWS does; `--limits aws` only warns, "
          "`--limits off` lifts it");
    }
  }

  void interrupted(const runtime::RunResult& result, const HistoryPlace& place) {
    console_.err(fmt::format("{} {}{} was stopped by {}; its tasks have ended\n",
                             console_.paint(Color::Red, "pawl: error:"), launch_.label, printable(place.run),
                             runtime::name_of_signal(result.interrupted_by)));
    if (!place.file.empty())
      console_.err(fmt::format("  history: {}\n", printable(place.file)) + resume_line(place));
  }

 private:
  /// What was started; where nothing was, what would have been.
  [[nodiscard]] std::string command_of(const asl::State& state, const ProgressDisplay& progress) const {
    std::string command = progress.failed_command(state);
    if (!command.empty()) return command;
    const tasks::Binding* binding = workflow_.tasks.tasks.find(state);
    return binding != nullptr ? tasks::describe(*binding, workflow_.tasks.tasks.secrets) : "";
  }

  static std::string resume_line(const HistoryPlace& place) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(place.file, ignored) ||
        std::filesystem::file_size(place.file, ignored) == 0)
      return {};
    return fmt::format("  to go on: pawl resume {}\n", printable(resume_argument(place)));
  }

  static std::string_view status_text(const runtime::RunResult& result) {
    switch (result.status) {
      case engine::Status::TimedOut: return "TIMED_OUT";
      case engine::Status::Aborted: return "ABORTED";
      default: return "FAILED";
    }
  }

  const Workflow& workflow_;
  const LaunchSettings& settings_;
  const Launch& launch_;
  Console& console_;
};

/// The end of an execution that another pawl runs.
Ended wait_for(const HistoryPlace& place, const Launch& launch, Console& console) {
  constexpr auto kPoll = std::chrono::milliseconds(50);
  const auto cannot = [&](std::string_view message) {
    console.error(launch.label + std::string(message));
    return Ended{kExitCannot, {}};
  };
  console.err(fmt::format("{}the run '{}' with the same input is going on already: waiting for its end\n",
                          launch.label, printable(place.run)));
  runtime::Interrupts interrupts;
  constexpr int kPollsBetweenLooks = 20;
  bool is_told = false;
  const history::RunFiles files{place.run, "", place.file};
  for (int polls = 1; history::is_being_written(place.file); ++polls) {
    if (interrupts.count() > 0) return {128 + interrupts.first_signal(), {}};
    const int pid = is_told || polls % kPollsBetweenLooks != 0 ? 0 : history::writer_of(files);
    if (pid != 0 && history::is_stopped(pid)) {
      is_told = true;
      console.warning(
          fmt::format("{0}process {1}, which runs '{2}', is stopped: `kill -CONT {1}` lets it go on",
                      launch.label, pid, printable(place.run)));
    }
    std::this_thread::sleep_for(kPoll);
  }
  auto reader = history::Reader::open(place.file);
  if (!reader) return cannot(reader.error().message);
  const auto summary = history::summarize(*reader);
  if (!summary) return cannot(summary.error().message);
  if (summary->status != history::RunStatus::Succeeded) {
    const std::string error = summary->error ? ": " + printable(summary->error->error) : "";
    console.error(fmt::format(
        "{}the run '{}' is {}{}", launch.label, printable(place.run),
        summary->status == history::RunStatus::Running ? "CRASHED" : name_of(summary->status), error));
    return {kExitNo, {}};
  }
  return {kExitYes, history::payload(summary->output)};
}

/// Runs what is requested to its end, and tells about it.
/// `before`: what a run that goes on has behind it; null: nothing.
Ended carry_out(const Carrier& carrier, runtime::RunRequest request,
                const history::RunSummary* before = nullptr) {
  const auto& [workflow, settings, launch, place, journal, console] = carrier;
  const RunOptions& options = settings.options;
  RunReporter reporter(workflow, settings, launch, console);
  const auto cannot = [&](const Error& error) {
    reporter.cannot(error.message);
    return Ended{kExitCannot, {}};
  };
  const Millis start = runtime::wall_millis();
  const ProgressDisplay::Detail detail = options.quiet     ? ProgressDisplay::Detail::ErrorsOnly
                                         : options.verbose ? ProgressDisplay::Detail::EveryState
                                                           : ProgressDisplay::Detail::Normal;
  const bool warn = workflow.limits == RunOptions::Limits::Aws;
  ProgressDisplay progress(console, *workflow.definition.machine, style_of(options, console), detail,
                           launch.label, warn ? kEventLimit : 0);
  if (before != nullptr) progress.know(*before);
  request.time = settings.time;
  request.timeout = static_cast<Millis>(std::ceil(options.timeout * 1000));
  request.jobs = options.each ? 0 : options.jobs;
  if (workflow.limits != RunOptions::Limits::Off) journal.limit_to(kMostHistoryBytes);
  request.journal = &journal;
  request.observer = &progress;
  auto result = runtime::run(std::move(request));
  progress.finish();
  Result<void> closed = journal.close();
  if (!result) {
    reporter.broken_off(result.error().message, place);
    return Ended{kExitCannot, {}};
  }
  reporter.skipped(result->skipped);
  if (!closed) return cannot(closed.error());

  if (result->interrupted_by != 0) {
    reporter.interrupted(*result, place);
    return {128 + result->interrupted_by, {}};
  }
  if (result->status != engine::Status::Succeeded) {
    reporter.failed(*result, place, progress);
    return {kExitNo, {}};
  }
  reporter.succeeded(*result, place, runtime::wall_millis() - start);
  return {kExitYes, std::move(result->output)};
}

}  // namespace

engine::Limits limits_of(RunOptions::Limits limits) {
  switch (limits) {
    case RunOptions::Limits::Strict: return {.events = kEventLimit};
    case RunOptions::Limits::Off: return {.payload_bytes = 0, .events = 0};
    case RunOptions::Limits::Config:
    case RunOptions::Limits::Aws: break;
  }
  return {.events = 0};
}

Result<runtime::TimeMode> parse_time(std::string_view text) {
  using Kind = runtime::TimeMode::Kind;
  if (text == "real") return runtime::TimeMode{Kind::Real};
  if (text == "skip") return runtime::TimeMode{Kind::Skip};
  double factor = 0;
  if (text.ends_with('x')) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, factor);
    if (error == std::errc() && end == text.data() + text.size() - 1 && factor >= kSlowest &&
        factor <= kFastest) {
      return runtime::TimeMode{Kind::Scaled, factor};
    }
  }
  return fail(fmt::format("--time must be real, skip or a factor from {}x to {:.0f}x such as 60x, not '{}'",
                          kSlowest, kFastest, printable(text)));
}

Ended launch(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
             const Value& input, Console& console) {
  const RunOptions& options = settings.options;
  RunReporter reporter(workflow, settings, launch, console);
  const auto cannot = [&](const Error& error) {
    reporter.cannot(error.message);
    return Ended{kExitCannot, {}};
  };
  auto history = open_history(options, launch.name, launch.name_kind, input, console);
  if (!history) return cannot(history.error());
  HistoryPlace place = history->place;
  if (place.is_running) return wait_for(place, launch, console);
  auto journal = RunJournal::open(std::move(*history), options, console);
  if (!journal) {
    (void)remove_empty(place);
    return cannot(journal.error());
  }

  if (!place.file.empty() || options.events) reporter.recorded_secrets(input);
  const uint64_t seed = launch.number == 0 ? settings.seed : mix_bits(settings.seed + launch.number) >> 11;
  const Millis start = runtime::wall_millis();
  engine::ExecutionInfo info = execution_info(
      workflow.machine_name, place.run,
      options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard, mix_bits(seed + 1));
  info.start_time = start;
  info.context = settings.context;
  info.pawl = first_event_extras(workflow, settings, info, seed);
  Ended ended = carry_out({workflow, settings, launch, place, **journal, console},
                          {.machine = *workflow.definition.machine,
                           .input = input,
                           .info = std::move(info),
                           .limits = limits_of(workflow.limits),
                           .seed = seed,
                           .run_mark = tasks::run_mark(place.file, start),
                           .run_folder = run_folder(place),
                           .tasks = workflow.tasks.tasks});
  if (ended.exit_code == kExitCannot && remove_empty(place)) return ended;
  ended.place = std::move(place);
  return ended;
}

Ended go_on(const Carrier& carrier, replay::Replayed& recovered, const history::RunSummary& before) {
  recovered.execution->set_limits(limits_of(carrier.workflow.limits));
  return carry_out(carrier,
                   {.machine = *carrier.workflow.definition.machine,
                    .recovered = &recovered,
                    .run_mark = tasks::run_mark(carrier.place.file, recovered.execution->info().start_time),
                    .run_folder = run_folder(carrier.place),
                    .tasks = carrier.workflow.tasks.tasks},
                   &before);
}

int show_output(const Ended& ended, Console& console) {
  if (!ended.output) return ended.exit_code;
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  if (ended.output->text_exceeds(kPrintableBytes)) {
    return cannot("the output has more than 4 GiB of JSON text; it is not printed");
  }
  TextBuffer text;
  if (console.out_is_terminal()) dump_indented(*ended.output, text);
  else dump(*ended.output, text);
  text.append('\n');
  if (const auto written = console.out(text.view()); !written) return cannot(written.error().message);
  return ended.exit_code;
}

}  // namespace pawl::cli
