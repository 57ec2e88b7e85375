// EventTexts: the JSON text of each event of a history file, one after the other, in memory that does not
// grow with the file. Knows two forms: JSON lines as pawl writes them, and what `aws stepfunctions
// get-execution-history` prints (an object with `events`, or that array), page behind page.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::history {

class EventTexts {
 public:
  enum class Form : uint8_t { Unknown, Lines, Export };

  /// `path` is a file, or "-" for standard input. Errors: it cannot be read.
  static Result<EventTexts> open(const std::string& path);
  EventTexts(EventTexts&& other) noexcept;
  EventTexts& operator=(EventTexts&& other) = delete;
  ~EventTexts();

  /// The next event's text, valid until the next call; nullopt at the end of the file. Of a file that is
  /// still written the rest can be asked for later. Errors: the file cannot be read, is neither of the two
  /// forms, or something else stands behind an export.
  Result<std::optional<std::string_view>> next();

  /// Unknown before the first event.
  [[nodiscard]] Form form() const { return form_; }
  /// The last call of next() met the end of the file within a line: whoever wrote it was killed, or is at it.
  [[nodiscard]] bool torn() const { return torn_; }
  /// Export: the last page read says that there is another one (`nextToken`).
  [[nodiscard]] bool incomplete() const { return incomplete_; }
  /// Line of the text returned last (where it begins), from 1.
  [[nodiscard]] size_t line() const { return line_; }
  /// Lines: offset in the file behind the text returned last, and behind its newline if there is one.
  [[nodiscard]] uint64_t offset() const { return base_ + at_; }
  /// Whether a newline ended the text returned last.
  [[nodiscard]] bool has_newline() const { return has_newline_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventTexts(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  Result<bool> fill();
  Result<bool> skip_blanks();
  Result<bool> find_form();
  Result<void> open_page();
  Result<void> close_page();
  Result<std::string> take_key();
  Result<void> skip_member(std::string_view key);
  Result<void> expect(char c);
  Result<size_t> value_end();
  Result<std::optional<std::string_view>> next_line();
  Result<std::optional<std::string_view>> next_element();
  [[nodiscard]] tl::unexpected<Error> broken(std::string_view message) const;
  std::string_view take(size_t length);

  std::string path_;
  int fd_;
  Form form_ = Form::Unknown;
  std::string buffer_;
  size_t at_ = 0;        // of what was not taken yet, in buffer_
  uint64_t base_ = 0;    // offset of buffer_ in the file
  size_t searched_ = 0;  // bytes behind at_ without a newline
  size_t line_ = 0;
  size_t next_line_ = 1;
  bool torn_ = false;
  bool has_newline_ = false;
  // Export, of the page at work:
  bool is_object_ = false;  // around its events
  bool in_events_ = false;
  bool incomplete_ = false;
};

}  // namespace pawl::history
