// MapRunReader: the journal of a Map Run, line by line, in memory that does not grow with it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "history/event_text.h"
#include "history/map_run_journal.h"
#include "history/reader.h"

namespace pawl::history {

/// One line.
struct MapRunEvent {
  std::optional<uint64_t> child;  // nullopt: an event of the Map Run itself
  RecordedEvent event;

  /// When a child that has only this line started; nullopt: it has others.
  [[nodiscard]] std::optional<Millis> started() const;
};

class MapRunReader {
 public:
  /// Errors: the file cannot be read, or does not begin with a MapRunHead.
  static Result<MapRunReader> open(const std::string& path);

  [[nodiscard]] const MapRunHead& head() const { return head_; }
  /// The next line after the head; nullopt at the end. A last line that was cut off is dropped: see faults().
  /// Errors name the line.
  Result<std::optional<MapRunEvent>> next();
  /// The text of the line returned last; valid until the next call of next().
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] FileFaults faults() const;
  /// The length of the whole lines, for MapRunJournal::reopen().
  [[nodiscard]] uint64_t whole_bytes() const { return texts_.offset(); }
  [[nodiscard]] bool ends_with_newline() const { return texts_.has_newline(); }

 private:
  explicit MapRunReader(EventTexts texts) : texts_(std::move(texts)) {}
  Result<std::optional<RecordedEvent>> next_event();
  [[nodiscard]] tl::unexpected<Error> refused(const std::string& message) const;

  EventTexts texts_;
  MapRunHead head_;
  std::string_view text_;
  size_t damaged_line_ = 0;
  std::string room_;  // for the text without its checksum
};

/// The paths of the journals in a folder, in no order.
std::vector<std::string> map_run_journals(const std::string& folder);

}  // namespace pawl::history
