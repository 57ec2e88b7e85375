#include "runs/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/printable.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/timeline.h"
#include "tasks/command_line.h"
#include "value/dump.h"

namespace pawl::runs {

namespace {

using history::EventId;
using history::EventType;
using history::RecordedEvent;

/// A visit that is not over.
struct OpenVisit : TraceVisit {
  uint64_t attempt = 0;
  bool told_failure = false;  // by a stage, so that the event after it says nothing new
  bool told_variables = false;
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

/// Gathers the stages of each visit; a visit that is over is handed to `take`.
class Tracer {
 public:
  using Take = std::function<Result<void>(const TraceVisit& visit)>;

  Tracer(std::string state, const source::Document* document, Take take)
      : state_(std::move(state)), document_(document), take_(std::move(take)) {}

  Result<void> follow(const RecordedEvent& event, const std::vector<replay::FieldResult>& stages) {
    last_ = event.id;
    for (const replay::FieldResult& stage : stages) {
      if (const auto open = open_.find(stage.entered); open != open_.end() && stage.state->name == state_)
        add(open->second, event.id, stage);
    }
    const uint32_t slot = timeline_.note(event).visit;
    if (slot == history::Timeline::kNone || timeline_.name_of(slot) != state_) return {};
    const history::Timeline::Visit& known = timeline_.visit(slot);
    OpenVisit& one = open_[known.entered];
    if (event.id == known.entered) one.iterations = timeline_.iterations(slot);
    add(one, event, known);
    if (!one.exited) return {};
    auto taken = take_(one);
    open_.erase(known.entered);
    return taken;
  }

  /// Visits that have not ended.
  Result<void> finish() {
    for (const auto& [entered, visit] : open_) PAWL_CHECK(take_(visit));
    return {};
  }

  [[nodiscard]] EventId last() const { return last_; }
  /// The names of all states that were entered.
  [[nodiscard]] std::vector<std::string> states() const {
    std::vector<std::string> names;
    for (const history::Timeline::State& state : timeline_.states()) names.emplace_back(state.name);
    return names;
  }

 private:
  static void add(OpenVisit& visit, EventId event, std::string stage, std::string_view value,
                  bool is_json = false) {
    if (!value.empty())
      visit.stages.push_back({event, visit.attempt, std::move(stage), std::string(value), is_json});
  }

  void add(OpenVisit& visit, EventId event, const replay::FieldResult& stage) const {
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

  static void add(OpenVisit& visit, const RecordedEvent& event, const history::Timeline::Visit& known) {
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
        // Of a failed Parallel or Map AWS records only what failed in it.
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
  Take take_;
  history::Timeline timeline_;
  std::map<EventId, OpenVisit> open_;  // by the event that entered
  EventId last_ = 0;
};

/// The events after `tracer.last()`, as they are recorded.
Result<history::FileFaults> follow_record(const std::string& path, Tracer& tracer) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  const EventId from = tracer.last();
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) return reader.faults();
    if (event->id > from) PAWL_CHECK(tracer.follow(*event, {}));
  }
}

Result<history::FileFaults> follow_replay(const asl::StateMachine& machine, const std::string& path,
                                          Tracer& tracer, Notices& notices) {
  const auto replayed = replay::replay(
      machine, path,
      {.follower = [&](const auto& event, const auto& stages) { return tracer.follow(event, stages); }});
  if (replayed && !replayed->divergence) return replayed->faults;
  notices.warning(replayed
                      ? fmt::format("the definition leaves the recorded way at event {}: from there on, only "
                                    "what is recorded is shown (`pawl replay` says why)",
                                    replayed->divergence->event)
                      : replayed.error().message + "; from there on, only what is recorded is shown");
  return follow_record(path, tracer);
}

}  // namespace

Result<TraceEnd> trace(const Recorded& recorded, const workflow::Definition* definition,
                       const std::string& state, const std::function<Result<void>(const TraceVisit&)>& take,
                       Notices& notices) {
  const std::string& path = recorded.files.history;
  Tracer tracer(state, definition != nullptr ? &definition->document : nullptr, take);
  TraceEnd end;
  PAWL_TRY(end.faults, definition != nullptr ? follow_replay(*definition->machine, path, tracer, notices)
                                             : follow_record(path, tracer));
  PAWL_CHECK(tracer.finish());
  end.states = tracer.states();
  return end;
}

}  // namespace pawl::runs
