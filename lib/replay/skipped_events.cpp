#include "replay/skipped_events.h"

#include <algorithm>

namespace pawl::replay {

history::EventId SkippedEvents::without(history::EventId recorded) const {
  if (events_.empty()) return recorded;
  auto at = events_.end();
  for (;;) {
    at = std::lower_bound(events_.begin(), at, recorded,
                          [](const Event& one, history::EventId id) { return one.id < id; });
    if (at == events_.end() || at->id != recorded) break;
    recorded = std::min(at->previous, recorded - 1);
  }
  return recorded - static_cast<history::EventId>(at - events_.begin());
}

}  // namespace pawl::replay
