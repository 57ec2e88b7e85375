#include "jsonpath/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/ascii.h"
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

}  // namespace

bool is_decimal(std::string_view text) { return read(text).has_value(); }

std::string decimal_text(const Value& number) {
  if (number.is_int64()) return std::to_string(number.as_int64());
  if (number.is_big_integer()) return std::string(number.big_integer_digits());
  char text[kDoubleTextMost];
  return {text, double_to_text(number.as_double(), text)};
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
