#include "testing/run_record.h"

#include "base/printable.h"
#include "history/event_family.h"

namespace pawl::testing {

void RunRecord::entered(const asl::State& state) {
  further_.entered(state);
  ++entered_[state.index];
  if (++path_length_ <= kMostEntries) path_.push_back(&state);
}

void RunRecord::task_called(const tasks::TaskRequest& request) {
  if (calls_.size() < kMostEntries) calls_.push_back({request.state, request.binding, request.input});
}

void RunRecord::task_stderr(const asl::State& state, uint32_t /*attempt*/, std::string_view line) {
  if (stderr_.size() == kMostLines) stderr_.pop_front();
  stderr_.push_back(printable(state.name) + ": " + shortened(printable(line), 200));
}

void RunRecord::event(const history::HistoryEvent& event) {
  ++events_[static_cast<size_t>(event.type)];
  if (event.id == 1) first_ = event.timestamp;
  last_ = event.timestamp;
  const uint32_t slot = timeline_.note(event).visit;
  if (slot == history::Timeline::kNone || event.state == nullptr) return;
  if (history::is_entered(event.type)) {
    if (visits_.size() >= kMostEntries) return;
    if (slot >= visit_of_slot_.size()) visit_of_slot_.resize(slot + 1, kMostEntries);
    visit_of_slot_[slot] = visits_.size();
    visits_.push_back({.state = event.state, .input = event.data != nullptr ? *event.data : Value()});
    return;
  }
  const size_t index = slot < visit_of_slot_.size() ? visit_of_slot_[slot] : kMostEntries;
  if (index >= visits_.size() || visits_[index].state != event.state) return;
  Visit& visit = visits_[index];
  if (history::is_exited(event.type)) {
    visit.output = event.data != nullptr ? *event.data : Value();
  } else if (history::is_scheduled(event.type)) {
    ++visit.attempts;
    visit.received = event.data != nullptr ? *event.data : Value();
  }
}

}  // namespace pawl::testing
