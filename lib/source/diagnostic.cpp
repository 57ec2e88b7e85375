#include "source/diagnostic.h"

#include "base/utf8.h"

namespace pawl::source {
namespace {

constexpr size_t kMostShown = 300;  // bytes

bool is_control(std::string_view text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20 || byte == 0x7F) return true;
  // U+0080..U+009F
  return byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

void append_escaped(std::string& out, unsigned code) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[code >> 4 & 0xF];
  out += kDigits[code & 0xF];
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  out.reserve(text.size() < kMostShown ? text.size() : kMostShown + 8);
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (out.size() >= kMostShown && !utf8::is_continuation(text[i])) return out + "…";
    if (!is_control(text, i)) {
      out += text[i];
    } else if (byte == 0xC2) {
      append_escaped(out, static_cast<unsigned char>(text[++i]));
    } else {
      append_escaped(out, byte);
    }
  }
  return out;
}

std::string aws_message(const Diagnostic& diagnostic) {
  std::string out = diagnostic.code.empty() ? diagnostic.rule : diagnostic.code;
  out += ": ";
  out += diagnostic.message;
  if (!diagnostic.aws_path.empty()) {
    out += " at ";
    out += diagnostic.aws_path;
  }
  return out;
}

}  // namespace pawl::source
