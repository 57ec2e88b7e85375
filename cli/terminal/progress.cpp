#include "cli/terminal/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/duration.h"
#include "tasks/command_line.h"

namespace pawl::cli {

namespace {

using asl::StateType;
using history::EventType;
using std::chrono::steady_clock;

constexpr auto kRedrawPause = std::chrono::milliseconds(100);
constexpr auto kCountPause = std::chrono::seconds(10);
constexpr uint32_t kFailuresShown = 10;  // of one state inside a Map
constexpr size_t kCauseColumns = 160;
constexpr size_t kNameColumns = 24;

bool takes_time(StateType type) {
  return type == StateType::Task || type == StateType::Wait || type == StateType::Parallel ||
         type == StateType::Map;
}

std::string clock_text(Millis at) {
  const std::time_t seconds = at / 1000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

/// "Exit.1: no space left on device": the first line that says something.
std::string error_text(const asl::StateError& error) {
  std::string out = printable(error.error.value_or("no error name"));
  std::string_view cause = error.cause ? std::string_view(*error.cause) : std::string_view();
  cause.remove_prefix(std::min(cause.find_first_not_of(" \t\r\n"), cause.size()));
  if (cause.empty()) return out;
  return out + ": " + shortened(printable(cause.substr(0, cause.find('\n'))), kCauseColumns);
}

}  // namespace

ProgressDisplay::ProgressDisplay(Console& console, const asl::StateMachine& machine, Style style,
                                 Detail detail, std::string label, uint64_t event_warning)
    : console_(console),
      machine_(machine),
      style_(style),
      detail_(detail),
      label_(std::move(label)),
      event_warning_(event_warning),
      seen_(machine.states.size()),
      in_map_(machine.states.size()) {
  note_block(machine.block, false);
  for (const asl::State* state : machine.states) {
    if (!is_shown(*state)) continue;
    name_width_ = std::max(name_width_, display_width(printable(state->name)));
  }
  name_width_ = std::min(name_width_, kNameColumns);
}

ProgressDisplay::~ProgressDisplay() { finish(); }

void ProgressDisplay::finish() {
  if (style_ == Style::Live) console_.set_status_line("");
}

void ProgressDisplay::note_block(const asl::Block& block, bool in_map) {
  for (const auto& state : block.states) {
    in_map_[state->index] = in_map;
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) note_block(map->item_processor, true);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) note_block(branch, in_map);
    }
  }
}

bool ProgressDisplay::is_shown(const asl::State& state) const {
  if (detail_ == Detail::EveryState) return true;
  return takes_time(state.type()) && !in_map_[state.index];
}

void ProgressDisplay::event(const history::HistoryEvent& event) {
  if (event_warning_ != 0 && event.id > event_warning_) {
    console_.warning(
        fmt::format("{}more than {} events: AWS would stop this execution here", label_, event_warning_));
    console_.hint("`--limits strict` stops it as AWS does; `--limits off` lifts all limits and this warning");
    event_warning_ = 0;
  }
  if (event.state == nullptr) return;
  note_command(event);
  if (style_ == Style::None) return;
  using enum history::EventPhase;
  const history::EventFamily& family = history::family_of(event.type);
  // Most events first: this is called for each one.
  if (family.phase == Entered) {
    entered(event);
  } else if (family.phase == Exited) {
    exited(event);
  } else if (family.subject == history::EventSubject::Iteration) {
    if (family.phase == Succeeded || family.phase == Failed) iteration_ended(event);
  } else {
    happened(event, family);
  }
  redraw();
}

/// Of a state, an attempt of its task or one of its expressions.
void ProgressDisplay::happened(const history::HistoryEvent& event, const history::EventFamily& family) {
  Seen& state = seen(*event.state);
  switch (family.phase) {
    using enum history::EventPhase;
    case Scheduled:
      if (++state.attempts > 1 && !in_map_[event.state->index])
        line(event.timestamp, *event.state, Color::Yellow, fmt::format("retry, attempt {}", state.attempts));
      return;
    case Started:
      if (event.type != EventType::MapStateStarted) return;
      state.items = event.number;
      state.done = state.failed = 0;
      return;
    case Succeeded: return state.error.clear();
    case Failed:
    case TimedOut: return failed(event);
    case Aborted:
      if (state.running > 0) --state.running;
      return;
    case Entered:
    case Exited:
    case Submitted:
    case Redriven:
    case None: return;
  }
}

void ProgressDisplay::iteration_ended(const history::HistoryEvent& event) {
  Seen& map = seen(*event.state);
  ++(event.type == EventType::MapIterationSucceeded ? map.done : map.failed);
  if (event.type == EventType::MapIterationFailed && map.failed <= kFailuresShown)
    line(event.timestamp, *event.state, Color::Red, fmt::format("item {} failed", event.number));
  if (style_ != Style::Plain || in_map_[event.state->index] || map.done + map.failed == map.items) return;
  if (const auto now = steady_clock::now(); now - last_count_ >= kCountPause) {
    last_count_ = now;
    line(event.timestamp, *event.state, Color::None, fmt::format("{}/{} items", map.done, map.items));
  }
}

void ProgressDisplay::map_run(const asl::State& state, const runtime::MapRunProgress& progress, Millis now) {
  if (style_ == Style::None) return;
  Seen& map = seen(state);
  const auto at = steady_clock::now();
  if (map.began == steady_clock::time_point()) {
    map.began = at;
    map.before = progress.succeeded + progress.failed;
  }
  map.items = progress.total;
  map.done = progress.succeeded;
  map.failed = progress.failed;
  if (style_ == Style::Plain && !in_map_[state.index] && at - last_count_ >= kCountPause) {
    last_count_ = at;
    line(now, state, Color::None, items_text(map));
  }
  redraw();
}

/// "1200/5000 items, 3 failed, 240/s, 16 s left".
std::string ProgressDisplay::items_text(const Seen& map) {
  const uint64_t ended = map.done + map.failed;
  std::string text =
      map.items > 0 ? fmt::format("{}/{} items", ended, map.items) : fmt::format("{} items", ended);
  if (map.failed > 0) text += fmt::format(", {} failed", map.failed);
  const double seconds = std::chrono::duration<double>(steady_clock::now() - map.began).count();
  const double rate = seconds > 0 ? static_cast<double>(ended - map.before) / seconds : 0;
  if (rate <= 0) return text;
  text += fmt::format(", {:.{}f}/s", rate, rate < 10 ? 1 : 0);
  if (map.items > ended)
    text += fmt::format(
        ", {} left",
        format_duration(static_cast<Millis>(static_cast<double>(map.items - ended) * 1000 / rate)));
  return text;
}

void ProgressDisplay::know(const history::RunSummary& before) {
  for (const asl::State* state : machine_.states) {
    const history::StateSummary* known = before.find(state->name);
    if (known == nullptr) continue;
    Seen& one = seen(*state);
    one.entered = known->first_entered;
    one.items = known->iterations.total;
    one.done = known->iterations.succeeded;
  }
}

void ProgressDisplay::note_command(const history::HistoryEvent& event) {
  if (event.pawl != nullptr) started_[event.id] = *event.pawl;
  if (started_.empty()) return;
  const auto started = started_.find(event.previous);
  if (started == started_.end() || event.state->type() != StateType::Task) return;
  if (event.error != nullptr) seen(*event.state).failed_command = started->second;
  started_.erase(started);
}

std::string ProgressDisplay::failed_command(const asl::State& state) const {
  const Value& detail = seen_[state.index].failed_command;
  std::string out;
  if (const Value* argv = detail.find("argv")) {
    for (const Value& word : argv->items()) {
      if (word.is_string()) out += (out.empty() ? "" : " ") + tasks::shell_word(word.as_string());
    }
  } else if (const Value* url = detail.find("url"); url != nullptr && url->is_string()) {
    const Value* method = detail.find("method");
    if (method != nullptr && method->is_string()) out = std::string(method->as_string()) + " ";
    out += url->as_string();
  }
  return out;
}

void ProgressDisplay::entered(const history::HistoryEvent& event) {
  Seen& state = seen(*event.state);
  ++state.running;
  if (!in_map_[event.state->index]) {
    state.running = 1;
    state.entered = event.timestamp;
    state.attempts = 0;
    state.error.clear();
  }
  if (detail_ == Detail::EveryState) line(event.timestamp, *event.state, Color::None, "entered");
}

void ProgressDisplay::exited(const history::HistoryEvent& event) {
  Seen& state = seen(*event.state);
  if (state.running > 0) --state.running;
  if (!is_shown(*event.state)) return;
  const bool in_map = in_map_[event.state->index];
  const std::string took = in_map ? "" : format_duration(event.timestamp - state.entered);
  std::string text;
  if (event.state->type() == StateType::Map) {
    text = fmt::format("{}/{} items", state.done, std::max(state.items, state.done + state.failed));
    state.began = {};
    if (state.failed > 0) text += fmt::format(", {} failed", state.failed);
    if (!took.empty()) text += ", " + took;
  } else {
    text = took;
  }
  const auto ended = [&](Color color, std::string_view word) {
    line(event.timestamp, *event.state, color,
         text.empty() ? std::string(word) : fmt::format("{}, {}", word, text));
  };
  // The last attempt failed, yet the state ended: a Catcher took over.
  if (!in_map && !state.error.empty()) ended(Color::Yellow, "caught " + state.error);
  else ended(Color::Green, "done");
}

void ProgressDisplay::failed(const history::HistoryEvent& event) {
  Seen& state = seen(*event.state);
  const asl::StateError none;
  const asl::StateError& error = event.error != nullptr ? *event.error : none;
  const bool timed_out = history::family_of(event.type).phase == history::EventPhase::TimedOut;
  // AWS's events of a Parallel or Map that failed do not say why: what failed inside has just been shown.
  const bool says_why = event.error != nullptr;
  state.error = says_why ? printable(error.error.value_or("an error")) : last_error_;
  last_error_ = state.error;
  if (!says_why && !is_shown(*event.state)) return;
  if (in_map_[event.state->index] && detail_ != Detail::EveryState) {
    if (++state.failures == kFailuresShown + 1) {
      line(event.timestamp, *event.state, Color::Red,
           "failed again; from here on failures of this state are only counted");
    }
    if (state.failures > kFailuresShown) return;
  }
  line(event.timestamp, *event.state, Color::Red,
       (timed_out ? "timed out, " : "failed, ") + (says_why ? error_text(error) : state.error));
}

void ProgressDisplay::task_stderr(const asl::State& state, uint32_t attempt, std::string_view text) {
  if (detail_ == Detail::ErrorsOnly) return;
  // Of a line that a progress bar drew over and over, what stood there last.
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (const size_t again = text.rfind('\r'); again != std::string_view::npos) text.remove_prefix(again + 1);
  const std::string prefix = fmt::format("{}[{}#{}]", label_, printable(state.name), attempt);
  console_.err(fmt::format("{} {}\n", console_.paint(Color::Dim, prefix), printable(text)));
}

std::string how_to_answer(const waiting::OpenTask& task) {
  const auto word = [](const std::string& text) { return tasks::shell_word(printable(text)); };
  return task.activity.empty()
             ? fmt::format("pawl task succeed {} {} --output JSON", word(task.run), word(task.label()))
             : fmt::format("pawl worker {} -- COMMAND", word(task.activity));
}

void ProgressDisplay::waits(const asl::State& state, const waiting::OpenTask& task) {
  if (detail_ == Detail::ErrorsOnly || style_ == Style::None) return;
  const bool is_own = state.index < machine_.states.size() && machine_.states[state.index] == &state;
  if (is_own && !is_shown(state)) return;
  line(
      task.since, state, Color::Cyan,
      fmt::format("waits for {}: {}", task.activity.empty() ? "an answer" : "a worker", how_to_answer(task)));
}

void ProgressDisplay::line(Millis at, const asl::State& state, Color color, std::string_view text) {
  std::string name = printable(state.name);
  const size_t width = display_width(name);
  if (width < name_width_) name.append(name_width_ - width, ' ');
  console_.err(fmt::format("{}{} {}  {}\n", label_, console_.paint(Color::Dim, clock_text(at)), name,
                           console_.paint(color, text)));
}

void ProgressDisplay::redraw() {
  if (style_ != Style::Live) return;
  const auto now = steady_clock::now();
  if (now - last_drawn_ < kRedrawPause) return;
  last_drawn_ = now;
  std::string text;
  for (const asl::State* state : machine_.states) {
    const Seen& one = seen(*state);
    if (one.running == 0 || !takes_time(state->type()) || in_map_[state->index]) continue;
    if (state->type() == StateType::Parallel) continue;  // its branches are named
    text += text.empty() ? "  " : ", ";
    text += printable(state->name);
    if (state->type() == StateType::Map)
      text += asl::is_distributed_map(*state) ? " " + items_text(one)
                                              : fmt::format(" {}/{}", one.done, one.items);
    if (one.attempts > 1) text += fmt::format(" (attempt {})", one.attempts);
  }
  const size_t width = console_.err_width();
  console_.set_status_line(text.empty() ? "" : shortened(text + " …", width > 1 ? width - 1 : 79));
}

}  // namespace pawl::cli
