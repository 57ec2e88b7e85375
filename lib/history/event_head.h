// EventHead: an event of a history without its payloads. Reading it from a line that pawl wrote costs next to
// nothing: the members stand in the encoder's order at the front; any other text is parsed.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "history/event.h"

namespace pawl::history {

struct EventHead {
  EventType type = EventType::ExecutionStarted;
  EventId id = 0;
  EventId previous = 0;
  Millis timestamp = 0;
  /// The state: of *StateEntered, *StateExited, EvaluationFailed, MapIteration*; of others empty. Valid as
  /// long as the text, and until the next call of HeadReader::read().
  std::string_view state;
};

class HeadReader {
 public:
  /// Errors: as event_from_json().
  Result<EventHead> read(std::string_view text);

 private:
  [[nodiscard]] bool read_own(std::string_view text, EventHead& head);

  char second_text_[20]{};  // "2026-11-21T01:44:17." of the last timestamp
  Millis second_ = 0;
  std::string state_;  // a name that had to be unescaped
};

}  // namespace pawl::history
