#include "cli/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/suggestion.h"
#include "cli/exit_code.h"
#include "cli/recorded.h"
#include "cli/report/iterations.h"
#include "cli/report/report.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/timeline.h"
#include "tasks/command_line.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

using history::EventId;
using history::EventType;
using history::RecordedEvent;
using history::text_of;

/// One stage of a visit.
struct Line {
  EventId event = 0;  // the one it stands in, or that it led to
  uint64_t attempt = 0;
  std::string stage;
  std::string value;
  bool is_json = true;  // else words
};

struct Visit {
  EventId entered = 0;
  uint64_t number = 0;
  std::vector<uint64_t> iterations;  // that it runs in
  Millis at = 0;
  bool exited = false;
  uint64_t attempt = 0;
  bool told_failure = false;  // by a stage, so that the event behind it says nothing new
  bool told_variables = false;
  std::vector<Line> lines;
};

/// What was started, of *Started's `pawl`.
std::string command_of(const Value& detail) {
  if (const Value* argv = detail.find("argv"); argv != nullptr && argv->is_array()) {
    std::vector<std::string> words;
    for (const Value& one : argv->items()) {
      if (one.is_string()) words.emplace_back(one.as_string());
    }
    return tasks::shell_line(words);
  }
  const std::string_view method = text_of(detail, "method");
  return std::string(method) + (method.empty() ? "" : " ") + std::string(text_of(detail, "url"));
}

/// Gathers the stages of each visit; a visit that is over is handed to `print`.
class Tracer {
 public:
  using Print = std::function<Result<void>(const Visit& visit)>;

  Tracer(std::string state, const source::Document* document, Print print)
      : state_(std::move(state)), document_(document), print_(std::move(print)) {}

  Result<void> follow(const RecordedEvent& event, const std::vector<replay::FieldResult>& stages) {
    last_ = event.id;
    for (const replay::FieldResult& stage : stages) {
      if (const auto open = open_.find(stage.entered); open != open_.end() && stage.state->name == state_)
        add(open->second, event.id, stage);
    }
    const uint32_t slot = timeline_.note(event).visit;
    if (slot == history::Timeline::kNone || timeline_.name_of(slot) != state_) return {};
    const history::Timeline::Visit& known = timeline_.visit(slot);
    Visit& one = open_[known.entered];
    if (event.id == known.entered) one.iterations = timeline_.iterations(slot);
    add(one, event, known);
    if (!one.exited) return {};
    auto printed = print_(one);
    open_.erase(known.entered);
    return printed;
  }

  /// What was not left.
  Result<void> finish() {
    for (const auto& [entered, visit] : open_) PAWL_CHECK(print_(visit));
    return {};
  }

  [[nodiscard]] EventId last() const { return last_; }
  /// The names of all states that were entered.
  [[nodiscard]] std::vector<std::string_view> states() const {
    std::vector<std::string_view> names;
    for (const history::Timeline::State& state : timeline_.states()) names.push_back(state.name);
    return names;
  }

 private:
  static void add(Visit& visit, EventId event, std::string stage, std::string_view value,
                  bool is_json = false) {
    if (!value.empty())
      visit.lines.push_back({event, visit.attempt, std::move(stage), std::string(value), is_json});
  }

  void add(Visit& visit, EventId event, const replay::FieldResult& stage) const {
    std::string name = stage.field;
    if (stage.item) name += fmt::format("[{}]", *stage.item);
    if (name.ends_with("Assign")) visit.told_variables = true;
    if (!stage.error) return add(visit, event, std::move(name), to_json(stage.value), true);
    visit.told_failure = true;
    const std::string error = stage.error->error.value_or("(no name)");
    add(visit, event, name.empty() ? "error" : name,
        (name.empty() ? "" : "failed: ") + error +
            (stage.span.is_empty() ? "" : fmt::format(" ({})", place_text(*document_, stage.span))));
    add(visit, event, "cause", stage.error->cause.value_or(""));
  }

  static void add(Visit& visit, const RecordedEvent& event, const history::Timeline::Visit& known) {
    const auto say = [&](std::string stage, std::string_view value, bool is_json = false) {
      add(visit, event.id, std::move(stage), value, is_json);
    };
    const auto payload = [&](std::string stage, std::string_view member) {
      say(std::move(stage), text_of(event.details, member), true);
    };
    const auto number = [&](std::string stage, const Value& object, std::string_view member) {
      if (const Value* n = object.find(member); n != nullptr && n->is_int64())
        say(std::move(stage), fmt::format("{}", n->as_int64()), true);
    };
    const history::EventFamily& family = history::family_of(event.type);
    if (family.subject == history::EventSubject::Iteration) return;
    switch (family.phase) {
      using enum history::EventPhase;
      case Entered:
        visit.entered = event.id;
        visit.number = known.number + 1;
        visit.at = event.timestamp;
        return payload("input", "input");
      case Scheduled:
        visit.attempt = known.attempts;
        return payload("received", event.details.find("parameters") != nullptr ? "parameters" : "input");
      case Started:
        if (event.type == EventType::MapStateStarted) number("items", event.details, "length");
        if (family.subject != history::EventSubject::Attempt) return;
        say("command", command_of(event.pawl));
        return number("process", event.pawl, "pid");
      case Submitted: return payload("submitted", "output");
      case Succeeded: return payload("result", "output");
      case Failed:
      case TimedOut: {
        // Of a Parallel or Map AWS tells nothing more than what failed in it.
        if (family.subject == history::EventSubject::State) return;
        if (std::exchange(visit.told_failure, false)) return;
        const std::string_view error = text_of(event.details, "error");
        say("error", error.empty() ? history::name_of(event.type) : error);
        say("cause", text_of(event.details, "cause"));
        return say("field", text_of(event.details, "location"));
      }
      case Exited: {
        visit.exited = true;
        payload("output", "output");
        const Value* variables = event.details.find("assignedVariables");
        if (variables == nullptr || visit.told_variables) return;
        for (const Member& one : variables->members()) {
          const std::string_view name = one.key.as_string();
          say("variable " + std::string(name), text_of(*variables, name), true);
        }
        return;
      }
      case Aborted:
      case Redriven:
      case None: return;
    }
  }

  std::string state_;
  const source::Document* document_;  // null: there is no definition, so no stage has a place in it
  Print print_;
  history::Timeline timeline_;
  std::map<EventId, Visit> open_;  // by the event that entered
  EventId last_ = 0;
};

std::string text_of_visit(const std::string& state, const Visit& visit, const Console& console) {
  std::string out =
      fmt::format("{} #{}, entered at event {}, {}\n",
                  console.paint_out(Color::Bold, printable(state) + iterations_text(visit.iterations)),
                  visit.number, visit.entered, format_timestamp(visit.at));
  for (const Line& line : visit.lines) {
    const std::string stage =
        line.stage == "received" ? fmt::format("attempt {} received", line.attempt) : line.stage;
    out += fmt::format("  {:<20} {}\n", printable(stage), printable(line.value));
  }
  return out + (visit.exited ? "" : "  (not exited)\n");
}

std::string json_of_visit(const std::string& state, const Visit& visit) {
  ArrayBuilder stages;
  for (const Line& line : visit.lines) {
    const Value value = Value::string(line.value);
    ObjectBuilder stage;
    stage.append("event", Value::integer(static_cast<int64_t>(line.event)));
    if (line.attempt > 0) stage.append("attempt", Value::integer(static_cast<int64_t>(line.attempt)));
    stage.append("stage", Value::string(line.stage));
    stage.append("value", line.is_json ? history::payload(value) : value);
    stages.push(stage.finish());
  }
  ObjectBuilder out;
  out.append("state", Value::string(state));
  if (!visit.iterations.empty()) out.append("iterations", iterations_json(visit.iterations));
  out.append("visit", Value::integer(static_cast<int64_t>(visit.number)));
  out.append("entered", Value::integer(static_cast<int64_t>(visit.entered)));
  out.append("timestamp", Value::string(format_timestamp(visit.at)));
  out.append("exited", Value::boolean(visit.exited));
  out.append("stages", stages.finish());
  return to_json(out.finish()) + "\n";
}

/// The events behind `tracer.last()`, as they are recorded.
Result<void> follow_record(const std::string& path, Tracer& tracer, Console& console) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  const EventId from = tracer.last();
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    if (event->id > from) PAWL_CHECK(tracer.follow(*event, {}));
  }
  warn_of_faults(path, reader.faults(), console);
  return {};
}

Result<void> follow_replay(const asl::StateMachine& machine, const std::string& path, Tracer& tracer,
                           Console& console) {
  const auto replayed = replay::replay(
      machine, path,
      {.follower = [&](const auto& event, const auto& stages) { return tracer.follow(event, stages); }});
  if (replayed && !replayed->divergence) {
    warn_of_faults(path, replayed->faults, console);
    return {};
  }
  console.warning(replayed
                      ? fmt::format("the definition leaves the recorded way at event {}: from there on, only "
                                    "what is recorded is shown (`pawl replay` says why)",
                                    replayed->divergence->event)
                      : replayed.error().message + "; from there on, only what is recorded is shown");
  return follow_record(path, tracer, console);
}

}  // namespace

int trace(const ShowOptions& options, Console& console) {
  const std::string& state = *options.trace;
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  const auto recorded = find_recorded(options.run_name);
  if (!recorded) return cannot(recorded.error().message);
  const auto found = definition_if_known(*recorded, options.definition, options.subst, console);
  if (!found) {
    console.err(found.error().text);
    return found.error().exit_code;
  }
  const std::optional<Definition>& definition = *found;
  if (!definition) {
    console.warning(
        "the history does not hold its definition, so only the stages it records are shown: add --definition "
        "FILE");
  }
  bool is_first = true;
  Tracer tracer(state, definition ? &definition->document : nullptr, [&](const Visit& visit) -> Result<void> {
    const bool as_json = options.format == ShowOptions::Format::Json;
    const std::string blank = std::exchange(is_first, false) || as_json ? "" : "\n";
    PAWL_CHECK(
        console.out(blank + (as_json ? json_of_visit(state, visit) : text_of_visit(state, visit, console))));
    if (console.out_closed()) return fail("nobody reads on");
    return {};
  });
  auto followed = definition ? follow_replay(*definition->machine, recorded->files.history, tracer, console)
                             : follow_record(recorded->files.history, tracer, console);
  if (followed) followed = tracer.finish();
  if (console.out_closed()) return kExitYes;
  if (!followed) return cannot(followed.error().message);
  const std::vector<std::string_view> entered = tracer.states();
  if (std::find(entered.begin(), entered.end(), state) != entered.end()) return kExitYes;
  const std::string_view nearest = nearest_name(state, entered);
  return cannot(fmt::format("the run has not entered a state '{}'{}", printable(state),
                            nearest.empty() ? "" : fmt::format(", did you mean '{}'?", printable(nearest))));
}

}  // namespace pawl::cli
