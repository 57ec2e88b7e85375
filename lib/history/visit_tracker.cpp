#include "history/visit_tracker.h"

#include "history/details.h"
#include "history/event_family.h"

namespace pawl::history {
std::shared_ptr<StateVisit> VisitTracker::note(const RecordedEvent& event) {
  const EventFamily& family = family_of(event.type);
  if (is_entered(event.type)) {
    auto visit = std::make_shared<StateVisit>();
    visit->state = text_of(event.details, "name");
    visit->entered = event.id;
    visit->number = visits_[visit->state]++;
    behind_[event.id] = visit;
    open_.emplace(visit->state, visit);
    return visit;
  }
  if (family.subject == EventSubject::Iteration || family.subject == EventSubject::Execution ||
      family.phase == EventPhase::Aborted)
    return nullptr;
  // Linked to what failed in it; a redriven task goes on from there.
  if (event.type == EventType::MapStateFailed || event.type == EventType::ParallelStateFailed) return nullptr;
  if (is_exited(event.type)) {
    const std::string name(text_of(event.details, "name"));
    const auto behind = behind_.find(event.previous);
    std::shared_ptr<StateVisit> visit;
    if (behind != behind_.end() && behind->second->state == name) {
      visit = behind->second;
      behind_.erase(behind);
    }
    // A Parallel or Map ends behind an event of what ran in it.
    const auto [first, last] = open_.equal_range(name);
    for (auto it = last; it != first;) {
      --it;
      if (visit && it->second != visit) continue;
      visit = it->second;
      open_.erase(it);
      break;
    }
    return visit;
  }
  const auto behind = behind_.find(event.previous);
  if (behind == behind_.end()) return nullptr;
  std::shared_ptr<StateVisit> visit = behind->second;
  behind_.erase(behind);
  behind_[event.id] = visit;
  if (is_scheduled(event.type)) {
    ++visit->attempts;
    visit->invocation = invocations_[visit->state]++;
  }
  return visit;
}

}  // namespace pawl::history
