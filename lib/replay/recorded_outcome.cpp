#include "replay/recorded_outcome.h"

#include "history/details.h"

namespace pawl::replay {

using engine::Outcome;
using history::EventType;

namespace {

/// nullopt: no outcome.
std::optional<Outcome::Type> type_of(EventType type) {
  using enum EventType;
  switch (type) {
    case ActivityStarted:
    case LambdaFunctionStarted:
    case TaskStarted: return Outcome::Type::Started;
    case TaskSubmitted: return Outcome::Type::Submitted;
    case ActivitySucceeded:
    case LambdaFunctionSucceeded:
    case MapRunSucceeded:
    case TaskSucceeded: return Outcome::Type::Succeeded;
    case ActivityFailed:
    case ActivityScheduleFailed:
    case LambdaFunctionFailed:
    case LambdaFunctionScheduleFailed:
    case LambdaFunctionStartFailed:
    case MapRunFailed:
    case TaskFailed:
    case TaskStartFailed:
    case TaskSubmitFailed: return Outcome::Type::Failed;
    case ActivityTimedOut:
    case LambdaFunctionTimedOut:
    case TaskTimedOut: return Outcome::Type::TimedOut;
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
    case Outcome::Type::Submitted:
    case Outcome::Type::Succeeded: outcome.output = history::payload_of(event.details, "output"); break;
    case Outcome::Type::Failed: outcome.error = error_of(event); break;
    default: break;
  }
  return outcome;
}

}  // namespace pawl::replay
