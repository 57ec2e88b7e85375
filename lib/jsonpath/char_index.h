// CharIndex: a place in the text of a path, with the look-ahead that deciding about Jayway's paths needs.
// What is accepted follows from exactly how blanks and the trimmed end are treated here (only blanks are
// skipped; some look past the end).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pawl::jsonpath {

/// Thrown by the compiler, caught in Path::parse. Java has two families here, and a filter takes them
/// differently.
struct Fault {
  enum class Kind : uint8_t { InvalidPath, Other };
  Kind kind;
  std::string message;
  size_t offset;  // byte in the whole text
};

class CharIndex {
 public:
  /// `base`: where `text` stands in the whole text, for Fault::offset.
  CharIndex(std::string_view text, int64_t base)
      : text_(text), end_(static_cast<int64_t>(text.size()) - 1), base_(base) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] int64_t base() const { return base_; }
  [[nodiscard]] int64_t position() const { return position_; }
  void set_position(int64_t position) { position_ = position; }
  void advance(int64_t count) { position_ += count; }
  void drop_last() { --end_; }
  /// The length up to the end, which trimming moves.
  [[nodiscard]] int64_t length() const { return end_ + 1; }

  [[nodiscard]] char at(int64_t i) const;
  [[nodiscard]] char current() const { return at(position_); }
  [[nodiscard]] bool current_is(char c) const { return current() == c; }
  [[nodiscard]] bool last_is(char c) const { return at(end_) == c; }
  [[nodiscard]] bool next_is(char c) const { return in_bounds(position_ + 1) && at(position_ + 1) == c; }
  [[nodiscard]] bool in_bounds(int64_t i) const { return i >= 0 && i <= end_; }
  [[nodiscard]] bool in_bounds() const { return in_bounds(position_); }
  [[nodiscard]] bool current_is_tail() const { return position_ >= end_; }
  [[nodiscard]] bool has_more() const { return in_bounds(position_ + 1); }
  [[nodiscard]] std::string_view slice(int64_t from, int64_t to) const;

  void trim();
  CharIndex& skip_blanks();
  void read_significant(char c);
  bool take_significant(std::string_view word);

  /// -1 where there is none.
  [[nodiscard]] int64_t index_of_next_significant(int64_t start, char c) const;
  [[nodiscard]] int64_t index_of_previous_significant(int64_t start) const;
  [[nodiscard]] int64_t next_index_of(int64_t start, char c) const;
  [[nodiscard]] int64_t next_index_of_unescaped(int64_t start, char c) const;
  [[nodiscard]] int64_t index_of_matching_close(int64_t start, char open, char close, bool skip_regex) const;
  /// A blank where the text ends.
  [[nodiscard]] char next_significant(int64_t start) const;
  [[nodiscard]] char previous_significant(int64_t start) const;
  [[nodiscard]] bool next_significant_is(int64_t start, char c) const;

  /// A byte position as Java counts: in UTF-16 units.
  [[nodiscard]] std::string shown(int64_t position) const;
  [[noreturn]] void fail(std::string message) const;
  [[noreturn]] void fail_otherwise(std::string message) const;

 private:
  std::string_view text_;
  int64_t position_ = 0;
  int64_t end_;
  int64_t base_;
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `text` without its backslash escapes. Throws Fault::Kind::Other for a `\u` without digits.
std::string unescape(std::string_view text, const CharIndex& place);

}  // namespace pawl::jsonpath
