#include "jsonpath/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "jsonpath/char_index.h"
#include "value/number_text.h"

namespace pawl::jsonpath {
namespace {

/// unscaled × 10^-scale
struct Decimal {
  bool negative = false;
  std::string unscaled;  // digits without leading zeros; "0"
  int64_t scale = 0;
};

std::optional<Decimal> read(std::string_view text) {
  Decimal number;
  size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) number.negative = text[i++] == '-';
  bool point = false, any = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(text[i])) break;
    any = true;
    number.unscaled.push_back(text[i]);
    if (point) ++number.scale;
  }
  if (!any) return std::nullopt;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    ++i;
    if (i < text.size() && text[i] == '+') {
      ++i;
      if (i < text.size() && !is_digit(text[i])) return std::nullopt;
    }
    int32_t exponent = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    number.scale -= exponent;
    if (number.scale > INT32_MAX || number.scale < INT32_MIN) return std::nullopt;
  }
  const size_t zeros = number.unscaled.find_first_not_of('0');
  if (zeros == std::string::npos) {
    number.unscaled = "0";
    number.negative = false;
  } else {
    number.unscaled.erase(0, zeros);
  }
  return number;
}

std::string text_of(const Decimal& number) {
  std::string out(number.negative ? "-" : "");
  const auto digits = static_cast<int64_t>(number.unscaled.size());
  const int64_t adjusted = digits - 1 - number.scale;
  if (number.scale >= 0 && adjusted >= -6) {
    if (number.scale == 0) return out + number.unscaled;
    if (digits > number.scale) {
      const auto whole = static_cast<size_t>(digits - number.scale);
      return out + number.unscaled.substr(0, whole) + "." + number.unscaled.substr(whole);
    }
    return out + "0." + std::string(static_cast<size_t>(number.scale - digits), '0') + number.unscaled;
  }
  out += number.unscaled[0];
  if (digits > 1) out += "." + number.unscaled.substr(1);
  if (adjusted != 0) out += (adjusted > 0 ? "E+" : "E") + std::to_string(adjusted);
  return out;
}

}  // namespace

bool is_decimal(std::string_view text) { return read(text).has_value(); }

std::string decimal_text(std::string_view number) {
  const auto decimal = read(number);
  return decimal ? text_of(*decimal) : std::string(number);
}

std::string decimal_text(const Value& number) {
  if (number.is_int64()) return std::to_string(number.as_int64());
  if (number.is_big_integer()) return std::string(number.big_integer_digits());
  if (!std::isfinite(number.as_double())) return number.as_double() > 0 ? "Infinity" : "-Infinity";
  char text[kDoubleTextMost];
  return decimal_text(
      std::string_view(text, static_cast<size_t>(double_to_text(number.as_double(), text) - text)));
}

std::strong_ordering compare_decimals(std::string_view a, std::string_view b) {
  const auto x = read(a), y = read(b);
  if (!x || !y) return std::strong_ordering::equal;
  const bool x_zero = x->unscaled == "0", y_zero = y->unscaled == "0";
  if (x_zero && y_zero) return std::strong_ordering::equal;
  if (x_zero) return y->negative ? std::strong_ordering::greater : std::strong_ordering::less;
  if (y_zero) return x->negative ? std::strong_ordering::less : std::strong_ordering::greater;
  if (x->negative != y->negative)
    return x->negative ? std::strong_ordering::less : std::strong_ordering::greater;
  const auto magnitude = [](const Decimal& d) { return static_cast<int64_t>(d.unscaled.size()) - d.scale; };
  std::strong_ordering order = magnitude(*x) <=> magnitude(*y);
  for (size_t i = 0; order == 0 && i < std::max(x->unscaled.size(), y->unscaled.size()); ++i) {
    const auto digit = [i](const Decimal& d) { return i < d.unscaled.size() ? d.unscaled[i] : '0'; };
    order = digit(*x) <=> digit(*y);
  }
  return x->negative ? 0 <=> order : order;
}

}  // namespace pawl::jsonpath
