// Reader: the events of a history, one by one: a file of pawl's JSON lines, in constant memory, or what AWS's
// tools print and download.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "history/event.h"
#include "history/event_text.h"
#include "value/value.h"

namespace pawl::history {

/// One event as read: it owns its data. A type that this version does not know is EventType::Unknown.
struct RecordedEvent {
  EventType type = EventType::ExecutionStarted;
  EventId id = 0;
  EventId previous = 0;
  Millis timestamp = 0;
  Value details;  // the …EventDetails object; null for types without
  Value pawl;     // the extra member; null if there is none
};

class Reader {
 public:
  /// `path` is a file, or "-" for standard input.
  static Result<Reader> open(const std::string& path);
  /// The next event; nullopt at the end. A last line that is no whole event (the writer was killed while
  /// writing it) is dropped: see faults(). What is written later can be read by asking again. Errors name the
  /// line: no event, or ids that do not count up from 1.
  Result<std::optional<RecordedEvent>> next();
  [[nodiscard]] FileFaults faults() const;
  [[nodiscard]] size_t line() const { return texts_.line(); }
  /// The file's form, and how far it is complete.
  [[nodiscard]] const EventTexts& texts() const { return texts_; }

 private:
  explicit Reader(EventTexts texts) : texts_(std::move(texts)) {}
  EventTexts texts_;
  EventId last_ = 0;
  size_t damaged_line_ = 0;
  std::string room_;  // for the text without its checksum
};

/// The first event of the history at `path`; nullopt: it has none yet.
Result<std::optional<RecordedEvent>> first_event(const std::string& path);

/// What is wrong with an event's id, which must be one more than `last`; empty: nothing.
std::string id_fault(EventId id, EventId last);

/// An event as a line of a history file, or as an element of what `aws stepfunctions get-execution-history`
/// prints.
Result<RecordedEvent> event_from_json(const Value& json);

}  // namespace pawl::history
