#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace pawl {

namespace {

struct Range {
  char32_t first, last;
};
// Unicode's East Asian wide characters and emoji, as terminals draw them.
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 4> kCombining = {
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

bool is_in(char32_t c, const auto& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFE ||
         c == 0xFFFF;
}

}  // namespace

size_t display_width(char32_t code_point) {
  if (is_in(code_point, kCombining)) return 0;
  return is_in(code_point, kWide) ? 2 : 1;
}

size_t display_width(std::string_view text) {
  size_t width = 0;
  for (const utf8::Character c : utf8::Characters(text)) width += display_width(c.code);
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const utf8::Character c : utf8::Characters(text)) {
    if (c.code == '\t') {
      out += "\\t";
    } else if (c.code == '\n') {
      out += "\\n";
    } else if (is_unsafe(c.code)) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(c.code));
    } else if (c.is_invalid()) {
      out += utf8::kReplacementText;
    } else {
      out += c.bytes;
    }
  }
  return out;
}

std::string shortened(std::string_view text, size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  size_t used = 0, bytes = 0;
  for (const utf8::Character c : utf8::Characters(text)) {
    used += display_width(c.code);
    if (used + 1 > columns) break;
    bytes += c.bytes.size();
  }
  return std::string(text.substr(0, bytes)) + "…";
}

}  // namespace pawl
