#include "replay/recorded_outcome.h"

#include "history/details.h"
#include "history/event_family.h"

namespace pawl::replay {

using engine::Outcome;
using history::EventPhase;
using history::EventType;

namespace {

/// nullopt: no outcome.
std::optional<Outcome::Type> type_of(EventType type) {
  const history::EventFamily& family = history::family_of(type);
  const bool is_attempt = family.subject == history::EventSubject::Attempt;
  if (!is_attempt && family.subject != history::EventSubject::MapRun) return std::nullopt;
  switch (family.phase) {
    case EventPhase::Started: return is_attempt ? std::optional(Outcome::Type::Started) : std::nullopt;
    case EventPhase::Submitted: return Outcome::Type::Submitted;
    case EventPhase::Succeeded: return Outcome::Type::Succeeded;
    case EventPhase::Failed: return Outcome::Type::Failed;
    case EventPhase::TimedOut: return Outcome::Type::TimedOut;
    default: return std::nullopt;
  }
}

}  // namespace

bool is_outcome(EventType type) { return type_of(type).has_value(); }

bool is_final_outcome(EventType type) {
  const auto outcome = type_of(type);
  return outcome && *outcome != Outcome::Type::Started && *outcome != Outcome::Type::Submitted;
}

bool is_success(EventType type) { return type_of(type) == Outcome::Type::Succeeded; }

Result<Value> whole_payload(const history::RecordedEvent& event, std::string_view member) {
  const Value* text = event.details.find(member);
  if (text != nullptr && !history::is_truncated(event.details, member)) return history::payload(*text);
  return fail("event " + std::to_string(event.id) + " has no " + std::string(member) +
              " (exported with --no-include-execution-data, or truncated)");
}

asl::StateError error_of(const history::RecordedEvent& event) {
  asl::StateError error;
  const auto text = [&](std::string_view member) -> std::optional<std::string> {
    const Value* value = event.details.find(member);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
  };
  error.error = text("error");
  error.cause = text("cause");
  return error;
}

Outcome outcome_of(const history::RecordedEvent& event) {
  Outcome outcome{*type_of(event.type), {}, {}, event.pawl};
  switch (outcome.type) {
    case Outcome::Type::Started:
      if (const Value* worker = event.details.find("workerName")) outcome.output = *worker;
      break;
    case Outcome::Type::Submitted:
    case Outcome::Type::Succeeded: outcome.output = history::payload_of(event.details, "output"); break;
    case Outcome::Type::Failed: outcome.error = error_of(event); break;
    default: break;
  }
  return outcome;
}

}  // namespace pawl::replay
