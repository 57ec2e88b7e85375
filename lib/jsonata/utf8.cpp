#include "jsonata/utf8.h"

namespace pawl::jsonata {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

size_t utf8_length(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + length > text.size()) return 1;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) return 1;
  }
  return length;
}

uint32_t next_code_point(std::string_view text, size_t& at) {
  const size_t length = utf8_length(text, at);
  const auto lead = static_cast<unsigned char>(text[at]);
  uint32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  at += length;
  return code;
}

void append_code_point(std::string& text, uint32_t code) {
  const auto put = [&text](uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

void append_code_unit(std::string& text, uint32_t unit) {
  const size_t size = text.size();
  if (unit >= 0xDC00 && unit <= 0xDFFF && size >= 3 && text[size - 3] == '\xED' &&
      static_cast<unsigned char>(text[size - 2]) >= 0xA0 &&
      static_cast<unsigned char>(text[size - 2]) < 0xB0) {
    const uint32_t high = 0xD000u | (static_cast<unsigned char>(text[size - 2]) & 0x3Fu) << 6 |
                          (static_cast<unsigned char>(text[size - 1]) & 0x3Fu);
    text.resize(size - 3);
    append_code_point(text, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    return;
  }
  append_code_point(text, unit);
}

size_t code_point_count(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}

size_t code_point_offset(std::string_view text, size_t n) {
  size_t at = 0;
  for (; n > 0 && at < text.size(); --n) {
    for (++at; at < text.size() && is_continuation(text[at]);) ++at;
  }
  return at;
}

size_t utf16_length(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    if (!is_continuation(c)) count += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
  }
  return count;
}

}  // namespace pawl::jsonata
