// UTF-8: checked, counted, read and written; and the units of UTF-16, which JSON, JavaScript and Windows
// count in.
//
// Text from elsewhere may hold any bytes. The text of Values is UTF-8, but for lone surrogates, which JSON
// can write (`\ud800`): they stand in it as three bytes each.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pawl::utf8 {

/// Replaces invalid bytes.
inline constexpr char32_t kReplacement = 0xFFFD;
inline constexpr std::string_view kReplacementText = "\uFFFD";
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Whether a byte continues a character that an earlier byte began.
constexpr bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Length in bytes of a character that begins with this byte; 0: no character does.
constexpr size_t length_of_lead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/// The front of a text that is not empty: one valid character, or the longest beginning of one (one byte at
/// least) before something that does not belong to it. Overlong forms, surrogates and what is past U+10FFFF
/// are not valid.
struct Sequence {
  size_t bytes;
  bool is_valid;
};
Sequence first_sequence(std::string_view text);

/// Bytes of the valid character at the front of a text that is not empty; 0: there is none.
inline size_t valid_length(std::string_view text) {
  const Sequence sequence = first_sequence(text);
  return sequence.is_valid ? sequence.bytes : 0;
}

/// The first byte that belongs to no valid character; npos if all is valid.
size_t find_invalid(std::string_view text);

/// The text with U+FFFD for each byte that belongs to no valid character.
std::string repaired(std::string_view text);

/// Number of code points.
size_t count(std::string_view text);
/// Byte where the n-th code point begins (from 0); the size of the text if it has fewer.
size_t offset_of(std::string_view text, size_t n);
/// The first `bytes` bytes, without a character that does not fit as a whole.
std::string_view prefix(std::string_view text, size_t bytes);

/// A character of any text: U+FFFD and one byte where it is not valid.
struct Character {
  char32_t code;
  std::string_view bytes;

  [[nodiscard]] bool is_invalid() const { return code == kReplacement && bytes.size() == 1; }
};

/// The characters of any text: `for (const utf8::Character c : utf8::Characters(text))`.
class Characters {
 public:
  struct End {};
  class Iterator {
   public:
    explicit Iterator(std::string_view rest) : rest_(rest) { read(); }
    Character operator*() const { return character_; }
    Iterator& operator++() {
      rest_.remove_prefix(character_.bytes.size());
      read();
      return *this;
    }
    friend bool operator==(const Iterator& it, End) { return it.rest_.empty(); }

   private:
    void read();

    std::string_view rest_;
    Character character_{};
  };

  explicit Characters(std::string_view text) : text_(text) {}
  [[nodiscard]] Iterator begin() const { return Iterator(text_); }
  [[nodiscard]] End end() const { return {}; }

 private:
  std::string_view text_;
};

/// Bytes of the character of a Value's text that begins at `at`; 1 where none does.
size_t length_at(std::string_view text, size_t at);
/// The code point of a Value's text, possibly a surrogate, that begins at `at`; advances `at` past it. A byte
/// that begins none stands for itself.
char32_t next(std::string_view text, size_t& at);

/// Appends a code point; a surrogate is three bytes.
void append(std::string& text, char32_t code);

// --- UTF-16 ---

constexpr bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }
constexpr bool is_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }
/// The two units of a code point past U+FFFF, and the way back.
constexpr char32_t high_surrogate(char32_t code) { return 0xD800 + ((code - 0x10000) >> 10); }
constexpr char32_t low_surrogate(char32_t code) { return 0xDC00 + (code & 0x3FF); }
constexpr char32_t from_surrogates(char32_t high, char32_t low) {
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/// Appends a UTF-16 unit: a low surrogate after a lone high one completes one character.
void append_unit(std::string& text, char32_t unit);
/// UTF-16 units of a text.
size_t utf16_length(std::string_view text);

}  // namespace pawl::utf8
