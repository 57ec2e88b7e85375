#include "remote/observed_events.h"

#include <algorithm>

#include "history/details.h"
#include "history/event_family.h"
#include "history/run_status.h"
#include "replay/recorded_outcome.h"

namespace pawl::remote {

using history::EventPhase;
using history::EventSubject;
using history::RecordedEvent;
using history::Timeline;

const asl::State* ObservedEvents::state_named(std::string_view name) const {
  for (const asl::State* state : machine_.states) {
    if (state->name == name) return state;
  }
  return nullptr;
}

/// The state whose error came last, or which failed with the execution.
void ObservedEvents::note_failure(const RecordedEvent& event, const Timeline::Moment& moment) {
  const bool ends = history::ends_execution(event.type);
  const uint32_t visit = ends ? moment.cause : moment.visit;
  if (visit == Timeline::kNone || (!ends && event.details.find("error") == nullptr)) return;
  result_.failed_state = timeline_.name_of(visit);
  result_.failed_iterations = timeline_.iterations(visit);
}

void ObservedEvents::add(const RecordedEvent& event) {
  const Timeline::Moment& moment = timeline_.note(event);
  const history::EventFamily& family = history::family_of(event.type);
  const bool is_failure = history::is_failure(event.type) || family.subject == EventSubject::Evaluation;
  const asl::StateError error = is_failure ? replay::error_of(event) : asl::StateError();
  if (is_failure) note_failure(event, moment);
  result_.events = event.id;
  if (family.subject == EventSubject::Execution) {
    result_.status = history::status_after(event.type);
    if (family.phase == EventPhase::Succeeded) result_.output = history::payload_of(event.details, "output");
    result_.error = error;
  }
  if (observer_ == nullptr) return;
  history::HistoryEvent shown{
      .type = event.type, .id = event.id, .previous = event.previous, .timestamp = event.timestamp};
  if (moment.state != Timeline::kNone) shown.state = state_named(timeline_.states()[moment.state].name);
  if (is_failure && event.details.find("error") != nullptr) shown.error = &error;
  const char* number = family.subject == EventSubject::Iteration ? "index" : "length";
  shown.number = static_cast<uint64_t>(std::max<int64_t>(number_of(event.details, number), 0));
  observer_->event(shown);
}

}  // namespace pawl::remote
