// Export: the events of an execution as AWS's tools print and download them, read as a whole and brought into
// order by their ids: pages in any order, newest first, log events of CloudWatch.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/encoding.h"
#include "history/event.h"

namespace pawl::history {

struct ExportedEvent {
  EventId id = 0;
  size_t line = 0;        // in the file
  std::string_view text;  // JSON of an event, as a history has it; lives as long as the Export
};

class Export {
 public:
  /// `bytes` are the whole of the file at `path`. Errors name it and the line: it holds no events, it was cut
  /// off, or they are a log's and of several executions or not all of one.
  static Result<std::unique_ptr<Export>> read(const std::string& path, std::string bytes);

  /// Refuses a text whose beginning shows that it has no events, so that the rest need not be read.
  static Result<void> check_head(const std::string& path, std::string_view head);

  /// By id, each once. The caller checks that the ids run from 1 without gaps.
  [[nodiscard]] const std::vector<ExportedEvent>& events() const { return events_; }
  [[nodiscard]] Encoding encoding() const { return encoding_; }
  /// The last page is missing: every page has a `nextToken`.
  [[nodiscard]] bool incomplete() const { return pages_ > 0 && pages_ == pages_with_token_; }
  /// UTF-8, the events as they stand in the file, from 1 on and in order.
  [[nodiscard]] bool is_as_written() const { return is_as_written_; }

 private:
  friend class ExportScan;
  Export() = default;

  std::string text_;
  std::deque<std::string> made_;  // texts of events that do not stand in text_
  std::vector<ExportedEvent> events_;
  Encoding encoding_ = Encoding::Utf8;
  size_t pages_ = 0;
  size_t pages_with_token_ = 0;
  bool is_as_written_ = true;
};

}  // namespace pawl::history
