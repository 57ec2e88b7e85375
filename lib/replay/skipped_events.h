// SkippedEvents: events of a record that replay has nothing to compare with, of types that only a newer pawl
// or AWS knows. All numbers behind them are higher than those of the events that replay makes.
#pragma once
#include <vector>

#include "history/event.h"

namespace pawl::replay {

class SkippedEvents {
 public:
  /// In the order of the record.
  void note(history::EventId id, history::EventId previous);
  /// The number that the event `recorded` would have without them; of one of them: that of the event it is
  /// linked to.
  [[nodiscard]] history::EventId without(history::EventId recorded) const;

 private:
  struct Event {
    history::EventId id = 0;
    history::EventId stands_for = 0;  // the number of the event it is linked to, without them
  };
  std::vector<Event> events_;  // ids ascend
};

}  // namespace pawl::replay
