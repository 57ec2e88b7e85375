#include "value/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace pawl {

char* double_to_text(double d, char* out) {
  if (std::signbit(d)) {
    *out++ = '-';
    d = -d;
  }
  if (d == 0) {
    std::memcpy(out, "0.0", 3);
    return out + 3;
  }
  // d.ddde±xx, shortest; then the digits are set in Java's form.
  char scientific[40];
  const char* end =
      std::to_chars(scientific, scientific + sizeof scientific, d, std::chars_format::scientific).ptr;
  // Java writes two digits at least, and of these the nearest: that shows among the smallest
  // numbers, 4.9E-324.
  if (d < 1e-300 && scientific[1] == 'e') {
    end = std::to_chars(scientific, scientific + sizeof scientific, d, std::chars_format::scientific, 1).ptr;
  }
  const char* exponent_at =
      static_cast<const char*>(std::memchr(scientific, 'e', static_cast<size_t>(end - scientific)));
  int exponent = 0;
  std::from_chars(exponent_at + (exponent_at[1] == '+' ? 2 : 1), end, exponent);
  char digits[24];
  int count = 0;
  for (const char* c = scientific; c != exponent_at; ++c) {
    if (*c != '.') digits[count++] = *c;
  }
  if (count == 2 && digits[1] == '0') count = 1;
  const auto copy = [&](int from, int to) {
    for (int i = from; i < to; ++i) *out++ = i < count ? digits[i] : '0';
  };
  if (exponent >= -3 && exponent < 7) {
    if (exponent >= 0) {
      copy(0, exponent + 1);
      *out++ = '.';
      copy(exponent + 1, count > exponent + 1 ? count : exponent + 2);
    } else {
      *out++ = '0';
      *out++ = '.';
      for (int i = -1; i > exponent; --i) *out++ = '0';
      copy(0, count);
    }
    return out;
  }
  *out++ = digits[0];
  *out++ = '.';
  copy(1, count > 1 ? count : 2);
  *out++ = 'E';
  return std::to_chars(out, out + 6, exponent).ptr;
}

double text_to_double(std::string_view text) {
  double d = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), d);
  if (error != std::errc::result_out_of_range) return d;
  // from_chars leaves d alone here; distinguish overflow from underflow by the decimal exponent of the first
  // digit.
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  int64_t magnitude = 0;
  bool seen_point = false, seen_digit = false;
  size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      seen_point = true;
      continue;
    }
    if (text[i] != '0') seen_digit = true;
    if (seen_digit && !seen_point) ++magnitude;
    if (!seen_digit && seen_point) --magnitude;
  }
  if (i < text.size()) {
    ++i;
    if (i < text.size() && text[i] == '+') ++i;
    int64_t exponent = 0;
    const auto parsed = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    constexpr int64_t kFar = int64_t{1} << 60;  // no text has as many digits
    if (parsed.ec == std::errc::result_out_of_range) exponent = text[i] == '-' ? -kFar : kFar;
    magnitude += std::clamp(exponent, -kFar, kFar);
  }
  const double huge = magnitude > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return negative ? -huge : huge;
}

}  // namespace pawl
