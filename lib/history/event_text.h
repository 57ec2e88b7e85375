// EventTexts: the JSON text of each event of a history file, one after the other. JSON lines as pawl writes
// them are read in memory that does not grow with the file; what AWS's tools print and download (see
// Export) is read as a whole.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "history/export.h"

namespace pawl::history {

/// What is wrong with a file of events that can be read all the same.
struct FileFaults {
  bool torn = false;          // it ends within a line: its writer was killed, or is writing
  bool incomplete = false;    // an export whose pages all say that there is another one (`nextToken`)
  bool windows_1252 = false;  // it is no UTF-8, and was read as that code page
  size_t damaged_line =
      0;  // the first that does not fit its checksum; 0: none, or nobody looked (Reader does)
};

class EventTexts {
 public:
  enum class Form : uint8_t { Unknown, Lines, Export };

  /// `path` is a file, or "-" for standard input. Errors: it cannot be read.
  static Result<EventTexts> open(const std::string& path);
  /// Of lines that pawl wrote, in memory; `path` names them in errors.
  static EventTexts of_lines(std::string path, std::string lines);
  EventTexts(EventTexts&& other) noexcept;
  EventTexts& operator=(EventTexts&& other) = delete;
  ~EventTexts();

  /// The next event's text, valid until the next call; nullopt at the end of the file. Of a file that is
  /// still written the rest can be asked for later. Errors: the file cannot be read, or as Export::read().
  Result<std::optional<std::string_view>> next();

  /// Unknown before the first event.
  [[nodiscard]] Form form() const { return form_; }
  /// As of the last call of next().
  [[nodiscard]] FileFaults faults() const;
  /// Line of the text returned last (where it begins), from 1.
  [[nodiscard]] size_t line() const { return line_; }
  /// Lines: offset in the file after the text returned last, and after its newline if there is one.
  [[nodiscard]] uint64_t offset() const { return base_ + at_; }
  /// Whether a newline ended the text returned last.
  [[nodiscard]] bool has_newline() const { return has_newline_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventTexts(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  Result<void> wait_for_writer();
  Result<bool> fill();
  Result<bool> skip_blanks();
  Result<bool> find_form();
  Result<void> read_export(bool is_lines);
  Result<std::optional<std::string_view>> next_line();
  [[nodiscard]] std::optional<std::string_view> next_exported();

  std::string path_;
  int fd_;  // -1: all of it is in buffer_
  Form form_ = Form::Unknown;
  std::string buffer_;
  size_t at_ = 0;        // of what was not taken yet, in buffer_
  uint64_t base_ = 0;    // offset of buffer_ in the file
  size_t searched_ = 0;  // bytes after at_ without a newline
  size_t line_ = 0;
  size_t next_line_ = 1;
  bool torn_ = false;
  bool has_newline_ = false;
  std::unique_ptr<Export> export_;
  size_t exported_ = 0;  // of its events, so many were returned
};

}  // namespace pawl::history
