// Characters of UTF-8 text. Lone surrogates stand in it as three bytes each, as everywhere in Values.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pawl::jsonata {

/// Bytes of the character that begins at `at`; 1 where there is no valid one.
size_t utf8_length(std::string_view text, size_t at);
/// The code point that begins at `at`, which moves behind it.
uint32_t next_code_point(std::string_view text, size_t& at);
void append_code_point(std::string& text, uint32_t code);
/// Adds a UTF-16 code unit: a low surrogate behind a high one makes one character of both.
void append_code_unit(std::string& text, uint32_t unit);

/// Number of code points.
size_t code_point_count(std::string_view text);
/// Byte where the n-th code point begins; the size of the text if it has fewer.
size_t code_point_offset(std::string_view text, size_t n);
/// UTF-16 code units of the text.
size_t utf16_length(std::string_view text);

}  // namespace pawl::jsonata
