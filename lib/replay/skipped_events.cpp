#include "replay/skipped_events.h"

#include <algorithm>

namespace pawl::replay {

history::EventId SkippedEvents::without(history::EventId recorded) const {
  if (events_.empty()) return recorded;
  auto at = events_.end();
  for (;;) {
    at = std::ranges::lower_bound(events_.begin(), at, recorded, {}, &Event::id);
    if (at == events_.end() || at->id != recorded) break;
    recorded = std::min(at->previous, recorded - 1);
  }
  return recorded - static_cast<history::EventId>(at - events_.begin());
}

}  // namespace pawl::replay
