#include "base/printable.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/utf8.h"

namespace pawl {

namespace {

bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFE ||
         c == 0xFFFF;
}

}  // namespace

size_t display_width(char32_t code_point) {
  if (code_point < 0x300) return 1;
  const auto c = static_cast<utf8proc_int32_t>(code_point);
  const int width = utf8proc_charwidth(c);
  // Some characters are newer than the library.
  return width == 0 && utf8proc_category(c) == UTF8PROC_CATEGORY_CN ? 1 : static_cast<size_t>(width);
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
