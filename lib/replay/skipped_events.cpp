#include "replay/skipped_events.h"

#include <algorithm>

namespace pawl::replay {

void SkippedEvents::note(history::EventId id, history::EventId previous) {
  events_.push_back({id, without(std::min(previous, id - 1))});
}

history::EventId SkippedEvents::without(history::EventId recorded) const {
  if (events_.empty() || recorded < events_.front().id) return recorded;
  const auto at = std::lower_bound(events_.begin(), events_.end(), recorded,
                                   [](const Event& one, history::EventId id) { return one.id < id; });
  if (at != events_.end() && at->id == recorded) return at->stands_for;
  return recorded - static_cast<history::EventId>(at - events_.begin());
}

}  // namespace pawl::replay
