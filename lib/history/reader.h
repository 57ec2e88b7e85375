// Reader: a history file, line by line, in constant memory.
#pragma once
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "history/event.h"
#include "value/value.h"

namespace pawl::history {

/// One event as read: it owns its data.
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
  static Result<Reader> open(const std::string& path);
  /// The next event; nullopt at the end. A last line without its newline that is no whole event (the writer was killed while
  /// writing it) is dropped: see torn(). Errors name the line.
  Result<std::optional<RecordedEvent>> next();
  /// Whether the end of the file was a torn line.
  [[nodiscard]] bool torn() const { return torn_; }
  [[nodiscard]] size_t line() const { return line_; }

 private:
  explicit Reader(std::string path, std::FILE* file) : path_(std::move(path)), file_(file, &std::fclose) {}
  std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  size_t line_ = 0;
  bool torn_ = false;
};

/// An event as a line of a history file, or as an element of what `aws stepfunctions get-execution-history` prints.
Result<RecordedEvent> event_from_json(const Value& json);

}  // namespace pawl::history
