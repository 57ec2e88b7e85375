#include "engine/execution_impl.h"

namespace pawl::engine {

using history::EventType;
using history::HistoryEvent;

EventId Execution::Impl::record(HistoryEvent&& event) {
  if (!running()) return 0;
  if (next_event_ == limits_.events && event.type != EventType::ExecutionSucceeded &&
      event.type != EventType::ExecutionFailed) {
    fail_at_event_limit(event.state);
    return 0;
  }
  const EventId id = next_event_++;
  if (sink_ != nullptr) {
    event.id = id;
    event.timestamp = now_;
    sink_->append(event);
  }
  return id;
}

EventId Execution::Impl::record_in(Branch& branch, HistoryEvent&& event) {
  event.previous = branch.last;
  if (const EventId id = record(std::move(event)); id != 0) branch.last = id;
  return branch.last;
}

void Execution::Impl::fail_at_event_limit(const asl::State* state) {
  StateError cause{"States.Runtime", "The execution reached the maximum number of history events (" +
                                         std::to_string(limits_.events) + ")."};
  failed_state_ = state;
  failed_iterations_.clear();
  record({.type = EventType::ExecutionFailed, .previous = next_event_ - 1, .error = &cause});
  finish(Status::Failed, Value(), std::move(cause));
}

}  // namespace pawl::engine
