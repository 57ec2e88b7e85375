#include "cli/terminal/run_reporter.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "cli/report/error.h"
#include "cli/report/iterations.h"
#include "history/details.h"
#include "runs/await_end.h"
#include "runs/history_place.h"
#include "runtime/interrupts.h"
#include "value/dump.h"
#include "waiting/open_task.h"

namespace pawl::cli {

namespace {

constexpr size_t kCauseLines = 20;
// Sharing lets a small value have a text that no disk holds.
constexpr uint64_t kPrintableBytes = uint64_t{4} << 30;

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

std::string resume_line(const runs::HistoryPlace& place) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(place.file, ignored) ||
      std::filesystem::file_size(place.file, ignored) == 0)
    return {};
  return fmt::format("  to resume: pawl resume {}\n", printable(runs::resume_argument(place)));
}

/// Where its history is, and how to resume it; empty: it has none.
std::string history_lines(const runs::HistoryPlace& place) {
  if (place.file.empty()) return {};
  return fmt::format("  history: {}\n", printable(place.file)) + resume_line(place);
}

}  // namespace

ProgressDisplay::Style style_of(Shown shown, const Console& console) {
  const auto& [display, each] = shown;
  if (display.quiet || (each && !display.verbose)) return ProgressDisplay::Style::None;
  switch (display.progress) {
    case ProgressChoice::Tty: return ProgressDisplay::Style::Live;
    case ProgressChoice::Plain: return ProgressDisplay::Style::Plain;
    case ProgressChoice::None: return ProgressDisplay::Style::None;
    case ProgressChoice::Auto: break;
  }
  const char* term = std::getenv("TERM");
  const bool smart = term != nullptr && std::string_view(term) != "dumb";
  return console.err_is_terminal() && smart && !each ? ProgressDisplay::Style::Live
                                                     : ProgressDisplay::Style::Plain;
}

ProgressDisplay::Detail detail_of(const Display& display) {
  return display.quiet     ? ProgressDisplay::Detail::ErrorsOnly
         : display.verbose ? ProgressDisplay::Detail::EveryState
                           : ProgressDisplay::Detail::Normal;
}

std::string failure_text(const workflow::Definition& definition, std::string_view label, std::string_view run,
                         const runtime::RunResult& result, const Console& console) {
  std::string message = fmt::format("{}{} {}", label, printable(run), name_of(result.status));
  if (const asl::State* state = find_state(*definition.machine, result.failed_state); state != nullptr) {
    const source::Span at = result.failed_span.is_empty() ? state->name_span : result.failed_span;
    message += fmt::format(" in state '{}'{} ({})", printable(state->name),
                           iterations_text(result.failed_iterations), place_text(definition.document, at));
  }
  if (result.error.error) message += ": " + printable(*result.error.error);
  std::string text = fmt::format("{} {}\n", console.paint(Color::Red, "pawl: error:"), message);
  if (result.error.cause) text += cause_lines(*result.error.cause);
  return text;
}

void say_succeeded(const runtime::RunResult& result, Millis took, const runs::HistoryPlace& place,
                   std::string_view label, Shown shown, Console& console) {
  const Display& display = shown.display;
  const bool watched = console.err_is_terminal() && display.progress != ProgressChoice::None && !shown.each;
  if (display.quiet || !(watched || display.verbose)) return;
  console.err(fmt::format("{}{} in {}, {} event{}{}\n", label, console.paint(Color::Green, "succeeded"),
                          format_duration(took), result.events, result.events == 1 ? "" : "s",
                          place.file.empty() ? "" : "; history: " + printable(place.file)));
}

ReportedRun::ReportedRun(const workflow::Workflow& workflow, runs::PreparedRun run, std::string label,
                         Shown shown, Console& console)
    : workflow_(workflow),
      label_(std::move(label)),
      shown_(shown),
      console_(console),
      progress_(console, *workflow.definition.machine, style_of(shown, console), detail_of(shown.display),
                label_, workflow.limits == workflow::LimitPolicy::Aws ? runs::kEventLimit : 0),
      place_(run.place),
      run_(std::move(run)) {}

Ended ReportedRun::carry_out() { return ended(runs::carry_out(std::move(run_), &progress_)); }

void ReportedRun::start(runtime::Host& host, std::function<void()> over) {
  over_ = std::move(over);
  runs::start(host, run_, &progress_, [this](Result<runtime::RunResult> result) {
    result_ = std::move(result);
    over_();
  });
}

Ended ReportedRun::ended(runs::RunEnd end) {
  progress_.finish();
  if (!end.result) {
    say_broken_off(end.result.error());
    return {kExitCannot, {}, std::move(end.place)};
  }
  runtime::RunResult& result = *end.result;
  say_skipped(result.skipped);
  if (!end.written) return {report(end.written.error(), console_, label_), {}, std::move(end.place)};
  if (result.is_parked) {
    say_parked();
    return {kExitParked, {}, std::move(end.place)};
  }
  if (result.interrupted_by != 0) {
    say_interrupted(result);
    return {128 + result.interrupted_by, {}, std::move(end.place)};
  }
  if (result.status != engine::Status::Succeeded) {
    say_failed(result);
    return {kExitNo, {}, std::move(end.place)};
  }
  say_succeeded(result, end.took, place_, label_, shown_, console_);
  return {kExitYes, std::move(result.output), std::move(end.place)};
}

/// The run began, and pawl could not take it to its end.
void ReportedRun::say_broken_off(const Error& error) {
  report(error, console_, label_);
  if (!resume_line(place_).empty()) console_.err(history_lines(place_));
}

void ReportedRun::say_skipped(Millis skipped) {
  if (skipped < 1'000 || shown_.display.quiet) return;
  console_.err(fmt::format("{}time: {} passed on the clock of the run without being waited for\n", label_,
                           format_duration(skipped)));
}

void ReportedRun::say_failed(const runtime::RunResult& result) {
  const asl::State* state = find_state(*workflow_.definition.machine, result.failed_state);
  const std::string command = state != nullptr ? command_of(*state) : "";
  std::string text = failure_text(workflow_.definition, label_, place_.run, result, console_);
  if (!command.empty()) text += fmt::format("  command: {}\n", shortened(printable(command), 200));
  console_.err(text + history_lines(place_));
  if (workflow_.limits == workflow::LimitPolicy::Off) return;
  if (result.error.error == "States.DataLimitExceeded") {
    console_.hint("payloads are limited to 262,144 bytes as on AWS; `--limits off` lifts that");
  } else if (workflow_.limits == workflow::LimitPolicy::Strict && result.events >= runs::kEventLimit) {
    console_.hint(
        "`--limits strict` ends a run after 25,000 events as AWS does; `--limits aws` only warns, "
        "`--limits off` lifts it");
  }
}

void ReportedRun::say_parked() {
  if (shown_.display.quiet) return;
  std::string text = fmt::format("{}{} is {}: it waits for somebody's answer\n", label_,
                                 printable(place_.run), console_.paint(Color::Cyan, "parked"));
  if (const auto notes = waiting::OpenTasks::of_user()) {
    const std::string history = runs::history_path(place_);
    for (const waiting::OpenTask& task : notes->list()) {
      if (task.history == history) text += fmt::format("  {}\n", how_to_answer(task));
    }
  }
  console_.err(text + resume_line(place_));
}

void ReportedRun::say_interrupted(const runtime::RunResult& result) {
  console_.err(fmt::format("{} {}{} was stopped by {}; its tasks have ended\n",
                           console_.paint(Color::Red, "pawl: error:"), label_, printable(place_.run),
                           runtime::name_of_signal(result.interrupted_by)) +
               history_lines(place_));
}

/// What was started; where nothing was, what would have been.
std::string ReportedRun::command_of(const asl::State& state) const {
  std::string command = progress_.failed_command(state);
  if (!command.empty()) return command;
  const tasks::Binding* binding = workflow_.tasks.tasks.find(state);
  return binding != nullptr ? tasks::describe(*binding, workflow_.tasks.tasks.secrets) : "";
}

Ended wait_for(const runs::HistoryPlace& place, const std::string& label, Console& console) {
  const auto other = runs::await_end(place, label, console);
  if (!other) return {report(other.error(), console, label), {}};
  if (other->interrupted_by != 0) return {128 + other->interrupted_by, {}};
  const history::RunSummary& summary = other->summary;
  if (summary.status == history::RunStatus::Succeeded) return {kExitYes, history::payload(summary.output)};
  const std::string error = summary.error ? ": " + printable(summary.error->error) : "";
  console.error(fmt::format(
      "{}the run '{}' is {}{}", label, printable(place.run),
      summary.status == history::RunStatus::Running ? "CRASHED" : name_of(summary.status), error));
  return {kExitNo, {}};
}

Ended launch(runs::Launcher& launcher, const runs::Launch& launch, const Value& input, Shown shown,
             Console& console) {
  auto run = launcher.prepare(launch, input);
  if (!run) return {report(run.error(), console, launch.label), {}};
  if (run->place.is_running) return wait_for(run->place, launch.label, console);
  return ReportedRun(launcher.workflow(), std::move(*run), launch.label, shown, console).carry_out();
}

Ended go_on(const workflow::Workflow& workflow, runs::PreparedRun run, const history::RunSummary& before,
            Shown shown, Console& console) {
  ReportedRun reported(workflow, std::move(run), "", shown, console);
  reported.know(before);
  return reported.carry_out();
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
