// SkippedEvents: recorded events of unknown types (of a newer pawl, or AWS), which replay skips. Recorded ids
// after them are higher than those of the replayed events.
#pragma once
#include <vector>

#include "history/event.h"

namespace pawl::replay {

class SkippedEvents {
 public:
  /// In the order of the record.
  void note(history::EventId id, history::EventId previous);
  /// The id of the recorded event without the skipped ones; for a skipped one, that of the event it is linked
  /// to.
  [[nodiscard]] history::EventId without(history::EventId recorded) const;

 private:
  struct Event {
    history::EventId id = 0;
    history::EventId stands_for = 0;  // id of the event it is linked to, without the skipped ones
  };
  std::vector<Event> events_;  // ids ascend
};

}  // namespace pawl::replay
