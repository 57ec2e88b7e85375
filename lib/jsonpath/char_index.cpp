#include "jsonpath/char_index.h"

#include <charconv>

namespace pawl::jsonpath {

char CharIndex::at(int64_t i) const {
  if (i < 0 || i >= static_cast<int64_t>(text_.size())) {
    fail_otherwise("java.lang.StringIndexOutOfBoundsException: String index out of range: " + shown(i));
  }
  return text_[static_cast<size_t>(i)];
}

std::string_view CharIndex::slice(int64_t from, int64_t to) const {
  if (from < 0 || to > static_cast<int64_t>(text_.size()) || from > to) {
    fail_otherwise("java.lang.StringIndexOutOfBoundsException: begin " + shown(from) + ", end " + shown(to) +
                   ", length " + shown(static_cast<int64_t>(text_.size())));
  }
  return text_.substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
}

void CharIndex::trim() {
  skip_blanks();
  while (in_bounds() && position_ < end_ && last_is(' ')) --end_;
}

CharIndex& CharIndex::skip_blanks() {
  while (in_bounds() && position_ < end_ && current() == ' ') ++position_;
  return *this;
}

void CharIndex::read_significant(char c) {
  if (skip_blanks().current() != c) fail(std::string("Expected character: ") + c);
  ++position_;
}

bool CharIndex::take_significant(std::string_view word) {
  skip_blanks();
  const auto size = static_cast<int64_t>(word.size());
  if (!in_bounds(position_ + size - 1) || slice(position_, position_ + size) != word) return false;
  position_ += size;
  return true;
}

int64_t CharIndex::index_of_next_significant(int64_t start, char c) const {
  int64_t i = start + 1;
  while (in_bounds(i) && at(i) == ' ') ++i;
  return at(i) == c ? i : -1;
}

int64_t CharIndex::index_of_previous_significant(int64_t start) const {
  int64_t i = start - 1;
  while (in_bounds(i) && at(i) == ' ') --i;
  return in_bounds(i) ? i : -1;
}

int64_t CharIndex::next_index_of(int64_t start, char c) const {
  for (int64_t i = start; in_bounds(i); ++i) {
    if (at(i) == c) return i;
  }
  return -1;
}

int64_t CharIndex::next_index_of_unescaped(int64_t start, char c) const {
  bool in_escape = false;
  for (int64_t i = start + 1; in_bounds(i); ++i) {
    if (in_escape) in_escape = false;
    else if (at(i) == '\\') in_escape = true;
    else if (at(i) == c) return i;
  }
  return -1;
}

int64_t CharIndex::index_of_matching_close(int64_t start, char open, char close, bool skip_regex) const {
  if (at(start) != open) fail(std::string("Expected ") + open + " but found " + at(start));
  int64_t opened = 1;
  for (int64_t i = start + 1; in_bounds(i); ++i) {
    const char quote = at(i);
    if (quote == '\'' || quote == '"') {
      i = next_index_of_unescaped(i, quote);
      if (i == -1)
        fail(std::string("Could not find matching close quote for ") + quote +
             " when parsing : " + std::string(text_));
      ++i;
    }
    if (skip_regex && at(i) == '/') {
      i = next_index_of_unescaped(i, '/');
      if (i == -1) fail("Could not find matching close for / when parsing regex in : " + std::string(text_));
      ++i;
    }
    if (at(i) == open) ++opened;
    if (at(i) == close && --opened == 0) return i;
  }
  return -1;
}

char CharIndex::next_significant(int64_t start) const {
  int64_t i = start + 1;
  while (in_bounds(i) && at(i) == ' ') ++i;
  return in_bounds(i) ? at(i) : ' ';
}

char CharIndex::previous_significant(int64_t start) const {
  const int64_t i = index_of_previous_significant(start);
  return i == -1 ? ' ' : at(i);
}

bool CharIndex::next_significant_is(int64_t start, char c) const {
  int64_t i = start + 1;
  while (in_bounds(i) && at(i) == ' ') ++i;
  return in_bounds(i) && at(i) == c;
}

std::string CharIndex::shown(int64_t position) const {
  const auto size = static_cast<int64_t>(text_.size());
  int64_t units = position;
  for (int64_t i = 0; i < position && i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text_[static_cast<size_t>(i)]);
    if ((byte & 0xC0) == 0x80) --units;  // goes with the byte before
    if (byte >= 0xF0) ++units;           // a surrogate pair
  }
  return std::to_string(units);
}

void CharIndex::fail(std::string message) const {
  const int64_t offset = base_ + position_;
  throw Fault{Fault::Kind::InvalidPath, std::move(message), offset < 0 ? 0 : static_cast<size_t>(offset)};
}

void CharIndex::fail_otherwise(std::string message) const {
  const int64_t offset = base_ + position_;
  throw Fault{Fault::Kind::Other, std::move(message), offset < 0 ? 0 : static_cast<size_t>(offset)};
}

namespace {

void append_utf8(std::string& out, uint32_t code) {
  const auto byte = [&out](uint32_t b) { out.push_back(static_cast<char>(b)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

}  // namespace

std::string unescape(std::string_view text, const CharIndex& place) {
  std::string out;
  out.reserve(text.size());
  uint32_t high = 0;  // a high surrogate that waits for its low one
  const auto flush = [&] {
    if (high != 0) append_utf8(out, high);
    high = 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      flush();
      out.push_back(text[i]);
      continue;
    }
    if (++i == text.size()) {
      flush();
      out.push_back('\\');
      break;
    }
    if (text[i] == 'u') {
      if (i + 4 >= text.size()) break;  // Jayway drops a \u that the text ends in
      const std::string_view digits = text.substr(i + 1, 4);
      uint32_t unit = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + 4, unit, 16);
      if (error != std::errc() || end != digits.data() + 4) {
        place.fail_otherwise("com.jayway.jsonpath.JsonPathException: Unable to parse unicode value: " +
                             std::string(digits));
      }
      i += 4;
      if (high != 0 && unit >= 0xDC00 && unit <= 0xDFFF) {
        append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        high = 0;
        continue;
      }
      flush();
      if (unit >= 0xD800 && unit <= 0xDBFF) high = unit;
      else append_utf8(out, unit);
      continue;
    }
    flush();
    switch (text[i]) {
      case 'r': out.push_back('\r'); break;
      case 'f': out.push_back('\f'); break;
      case 't': out.push_back('\t'); break;
      case 'n': out.push_back('\n'); break;
      case 'b': out.push_back('\b'); break;
      default: out.push_back(text[i]); break;
    }
  }
  flush();
  return out;
}

}  // namespace pawl::jsonpath
