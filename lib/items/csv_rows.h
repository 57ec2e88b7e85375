// The rows of a CSV file (RFC 4180): quotes, quotes in quotes, ends of lines in quotes.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "items/byte_stream.h"

namespace pawl::items {

class CsvRows {
 public:
  CsvRows(std::unique_ptr<ByteStream> stream, char delimiter);

  /// The next row that is not an empty line. False: there is none. `cells` is valid until the next call; they
  /// are UTF-8.
  Result<bool> next(std::span<const std::string_view>& cells);
  /// The line on which the last row began, from 1.
  [[nodiscard]] uint64_t line() const { return row_line_; }

 private:
  enum class Class : uint8_t { Plain, Delimiter, Newline, Quote };
  enum class Scan : uint8_t { Done, More, Fault };

  /// Reads the row at the front of `text`; `last`: nothing follows it. More: it continues after the text.
  Scan scan_row(std::string_view text, bool last);
  /// Reads the cell at `at` and sets `at` to its end: a delimiter, a newline or the end of the text.
  Scan scan_quoted(std::string_view text, bool last, size_t& at);
  Result<void> finish_row();

  Window window_;
  std::array<Class, 256> classes_{};
  // Of the row that was scanned last:
  std::vector<std::string_view> cells_;
  std::vector<size_t> escaped_;  // the cells with doubled quotes
  std::string_view fault_;
  size_t taken_ = 0;        // bytes of the window
  uint64_t lines_ = 0;      // ends of lines
  unsigned char bits_ = 0;  // all its bytes, or-ed: below 0x80 it is ASCII

  uint64_t row_line_ = 0;
  uint64_t next_line_ = 1;
};

}  // namespace pawl::items
