#include "value/json_scanner.h"

#include "base/utf8.h"

namespace pawl::json_detail {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code unit of the four hex digits at text[at], or -1.
int code_unit(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return -1;
  int unit = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

}  // namespace

size_t unescape_string(std::string_view text, std::string& out, JsonError& error) {
  out.clear();
  const auto refuse = [&error](const char* message, size_t at) {
    error = {message, at};
    return size_t{0};
  };
  size_t i = 0;
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '"') return i + 1;
    if (byte < 0x20)
      return refuse("a control character in a string must be written as an escape (\\n, \\u001f)", i);
    if (byte >= 0x80) {
      const size_t length = utf8::valid_length(text.substr(i));
      if (length == 0) return refuse("a string holds bytes that are not UTF-8", i);
      out.append(text.substr(i, length));
      i += length;
      continue;
    }
    if (byte != '\\') {
      out.push_back(text[i++]);
      continue;
    }
    if (i + 1 >= text.size()) break;
    switch (text[i + 1]) {
      case '"': out.push_back('"'); break;
      case '\\': out.push_back('\\'); break;
      case '/': out.push_back('/'); break;
      case 'b': out.push_back('\b'); break;
      case 'f': out.push_back('\f'); break;
      case 'n': out.push_back('\n'); break;
      case 'r': out.push_back('\r'); break;
      case 't': out.push_back('\t'); break;
      case 'u': {
        const int unit = code_unit(text, i + 2);
        if (unit < 0) return refuse("\\u must be followed by four hexadecimal digits", i);
        utf8::append_unit(out, static_cast<char32_t>(unit));
        i += 6;
        continue;
      }
      default: return refuse("an unknown escape in a string: \\ may be followed by \" \\ / b f n r t u", i);
    }
    i += 2;
  }
  return refuse("a string without its closing double quote", text.size());
}

size_t scan_number(std::string_view text, bool& integral) {
  const auto digit = [&text](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  size_t i = 0;
  integral = true;
  if (i < text.size() && text[i] == '-') ++i;
  if (!digit(i)) return 0;
  if (text[i] == '0') {
    ++i;
    if (digit(i)) return 0;  // 007
  } else {
    while (digit(i)) ++i;
  }
  if (i < text.size() && text[i] == '.') {
    integral = false;
    if (!digit(++i)) return 0;
    while (digit(i)) ++i;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    integral = false;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digit(i)) return 0;
    while (digit(i)) ++i;
  }
  return i;
}

}  // namespace pawl::json_detail
