#include "service/names.h"

#include <algorithm>
#include <string>

#include "aws/name.h"
#include "base/ascii.h"
#include "base/utf8.h"

namespace pawl::service {

namespace {

/// Characters beyond ASCII that AWS forbids: white space, controls, and what is no character.
bool is_forbidden(char32_t code) {
  const bool is_blank = code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
                        code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
                        code == 0x3000;
  const bool is_control = code >= 0x7F && code <= 0x9F;
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return is_blank || is_control || is_surrogate || code == 0xFFFE || code == 0xFFFF || code == 0x10FFFF;
}

}  // namespace

Served<void> check_name(std::string_view name) {
  bool is_good = !name.empty();
  for (const utf8::Character c : utf8::Characters(name)) {
    is_good = is_good && (c.code < 0x80 ? !aws::is_forbidden_in_names(static_cast<char>(c.code))
                                        : !c.is_invalid() && !is_forbidden(c.code));
  }
  if (!is_good) return fault("InvalidName", "Invalid Name: '" + std::string(name) + "'");
  return {};
}

bool is_alias_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
  };
  return std::ranges::all_of(name, [&](char c) { return is_letter(c) || is_digit(c); }) &&
         std::ranges::any_of(name, is_letter);
}

}  // namespace pawl::service
