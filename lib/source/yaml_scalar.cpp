#include "source/yaml_scalar.h"

#include <cmath>
#include <string>

#include "value/parse.h"

namespace pawl::source {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

size_t digits(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - at;
}

/// `0o17`, `0xff`; nullopt for anything else.
std::optional<Value> radix_number(std::string_view text) {
  if (text.size() < 3 || text.size() > 18 || text[0] != '0' || (text[1] != 'o' && text[1] != 'x'))
    return std::nullopt;
  const unsigned base = text[1] == 'o' ? 8 : 16;
  uint64_t number = 0;
  for (const char c : text.substr(2)) {
    unsigned digit = 99;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= base) return std::nullopt;
    number = number * base + digit;
  }
  return number_from_text(std::to_string(number), true);
}

/// The number in JSON's spelling: no plus, no leading zeros, digits on both sides of the point. Empty if the
/// text is no number.
std::string json_number(std::string_view text, bool& integral) {
  std::string out;
  size_t at = 0;
  if (text[0] == '-' || text[0] == '+') {
    if (text[0] == '-') out += '-';
    at = 1;
  }
  size_t whole = digits(text, at);
  size_t first = at;
  at += whole;
  while (whole > 1 && text[first] == '0') {
    ++first;
    --whole;
  }
  out += whole == 0 ? std::string_view("0") : text.substr(first, whole);
  size_t fraction = 0;
  integral = true;
  if (at < text.size() && text[at] == '.') {
    fraction = digits(text, ++at);
    integral = false;
    out += '.';
    out += fraction == 0 ? std::string_view("0") : text.substr(at, fraction);
    at += fraction;
  }
  if (whole == 0 && fraction == 0) return {};
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    integral = false;
    size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
    const size_t count = digits(text, exponent);
    if (count == 0) return {};
    out += text.substr(at, exponent + count - at);
    at = exponent + count;
  }
  return at == text.size() ? out : std::string();
}

}  // namespace

std::optional<Value> plain_scalar(std::string_view text) {
  if (text.empty() || is_one_of(text, {"~", "null", "Null", "NULL"})) return Value();
  if (is_one_of(text, {"true", "True", "TRUE"})) return Value::boolean(true);
  if (is_one_of(text, {"false", "False", "FALSE"})) return Value::boolean(false);
  const char c = text[0];
  if (c != '-' && c != '+' && c != '.' && (c < '0' || c > '9')) return Value::string(text);
  std::string_view unsigned_text = text;
  if (c == '-' || c == '+') unsigned_text.remove_prefix(1);
  if (is_one_of(unsigned_text, {".inf", ".Inf", ".INF"}) || is_one_of(text, {".nan", ".NaN", ".NAN"}))
    return std::nullopt;
  if (auto number = radix_number(text)) return number;
  bool integral = false;
  const std::string number = json_number(text, integral);
  if (number.empty()) return Value::string(text);
  Value value = number_from_text(number == "-0" ? "0" : number, integral);
  if (value.is_double() && !std::isfinite(value.as_double())) return std::nullopt;
  return value;
}

}  // namespace pawl::source
