#include "base/utf8.h"

#include <algorithm>

namespace pawl::utf8 {
namespace {

unsigned char byte_at(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

}  // namespace

Sequence first_sequence(std::string_view text) {
  const unsigned char lead = byte_at(text, 0);
  const size_t length = length_of_lead(lead);
  if (length <= 1) return {1, length == 1};
  // The second byte keeps out overlong forms (E0, F0), surrogates (ED) and what is past U+10FFFF (F4).
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (text.size() < 2 || byte_at(text, 1) < least || byte_at(text, 1) > most) return {1, false};
  for (size_t i = 2; i < length; ++i) {
    if (i == text.size() || !is_continuation(text[i])) return {i, false};
  }
  return {length, true};
}

size_t find_invalid(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = byte_at(text, at) < 0x80 ? 1 : valid_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t bad; (bad = find_invalid(text)) != std::string_view::npos; text.remove_prefix(bad + 1)) {
    out += text.substr(0, bad);
    out += kReplacementText;
  }
  return out += text;
}

size_t count(std::string_view text) {
  return text.size() - static_cast<size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

size_t offset_of(std::string_view text, size_t n) {
  size_t at = 0;
  for (; n > 0 && at < text.size(); --n) {
    for (++at; at < text.size() && is_continuation(text[at]);) ++at;
  }
  return at;
}

std::string_view prefix(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

void Characters::Iterator::read() {
  if (rest_.empty()) return;
  const Sequence sequence = first_sequence(rest_);
  if (!sequence.is_valid) {
    character_ = {kReplacement, rest_.substr(0, 1)};
    return;
  }
  size_t at = 0;
  character_.code = next(rest_, at);
  character_.bytes = rest_.substr(0, at);
}

size_t length_at(std::string_view text, size_t at) {
  const unsigned char lead = byte_at(text, at);
  const size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + length > text.size()) return 1;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) return 1;
  }
  return length;
}

char32_t next(std::string_view text, size_t& at) {
  const size_t length = length_at(text, at);
  const unsigned char lead = byte_at(text, at);
  char32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) code = code << 6 | (byte_at(text, at + i) & 0x3F);
  at += length;
  return code;
}

void append(std::string& text, char32_t code) {
  if (code < 0x80) return text.push_back(static_cast<char>(code));
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  const auto lead = [code](char32_t mark, int shift) { return static_cast<char>(mark | code >> shift); };
  if (code < 0x800) {
    const char bytes[] = {lead(0xC0, 6), tail(0)};
    text.append(bytes, sizeof bytes);
  } else if (code < 0x10000) {
    const char bytes[] = {lead(0xE0, 12), tail(6), tail(0)};
    text.append(bytes, sizeof bytes);
  } else {
    const char bytes[] = {lead(0xF0, 18), tail(12), tail(6), tail(0)};
    text.append(bytes, sizeof bytes);
  }
}

void append_unit(std::string& text, char32_t unit) {
  if (is_low_surrogate(unit) && text.size() >= 3 && text[text.size() - 3] == '\xED') {
    size_t at = text.size() - 3;
    const char32_t high = next(text, at);
    if (is_high_surrogate(high)) {
      text.resize(text.size() - 3);
      return append(text, from_surrogates(high, unit));
    }
  }
  append(text, unit);
}

size_t utf16_length(std::string_view text) {
  size_t units = 0;
  for (const char c : text) {
    if (!is_continuation(c)) units += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace pawl::utf8
