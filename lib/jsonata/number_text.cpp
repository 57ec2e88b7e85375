#include "jsonata/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/ascii.h"
#include "jsonata/digits.h"
#include "value/number_text.h"

namespace pawl::jsonata {
namespace {

constexpr double kExactWhole = 9007199254740992.0;  // 2^53
constexpr int kSignificantDigits = 15;

/// Number.prototype.toPrecision(15), read back: exact halves go away from zero.
double cut_to_significant_digits(double number) {
  const ShortestDigits shortest(std::fabs(number));
  if (shortest.count <= kSignificantDigits) return number;
  char text[64];
  char* end =
      std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, kSignificantDigits - 1)
          .ptr;
  if (shortest.count == kSignificantDigits + 1 && shortest.digits[kSignificantDigits] == '5') {
    // The text may be a half exactly, and to_chars then rounds to even. Nudged, it rounds up.
    char exact[800];
    char* exact_end =
        std::to_chars(exact, exact + sizeof exact, number, std::chars_format::scientific, 770).ptr;
    const char* exponent =
        static_cast<const char*>(std::memchr(exact, 'e', static_cast<size_t>(exact_end - exact)));
    const size_t sign = std::signbit(number) ? 1 : 0;
    const char* behind = exact + sign + 2 + kSignificantDigits;  // d.ddd…, the digit after the half
    if (std::all_of(behind, exponent, [](char c) { return c == '0'; })) {
      exact[sign + 1 + kSignificantDigits] = '6';
      double nudged = 0;
      std::from_chars(exact, exact_end, nudged);
      end = std::to_chars(text, text + sizeof text, nudged, std::chars_format::scientific,
                          kSignificantDigits - 1)
                .ptr;
    }
  }
  return text_to_double({text, static_cast<size_t>(end - text)});
}

/// Digits in base 2, 8 or 16 as a number; nullopt if there are none or others.
std::optional<Value> number_of_prefixed(std::string_view digits, int radix) {
  if (digits.empty()) return std::nullopt;
  int64_t whole = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, whole, radix);
  if (digits.front() == '-' || read.ptr != end) return std::nullopt;
  if (read.ec == std::errc()) return Value::integer(whole);
  double wide = 0;
  for (const char c : digits) wide = wide * radix + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  if (!std::isfinite(wide)) return std::nullopt;
  return Value::real(wide);
}

std::string in_base(uint64_t magnitude, bool negative, int radix) {
  char text[66];
  char* begin = text;
  if (negative && magnitude != 0) *begin++ = '-';
  return {text, std::to_chars(begin, text + sizeof text, magnitude, radix).ptr};
}

/// A whole number beyond 2^53: digits below half the distance to the next double are zeros, as in JavaScript.
std::string wide_in_base(double magnitude, bool negative, int radix) {
  std::string reversed;
  double half_distance = (std::nextafter(magnitude, HUGE_VAL) - magnitude) / 2;
  for (; half_distance >= radix; half_distance /= radix) {
    magnitude /= radix;
    reversed += '0';
  }
  do {
    const double digit = std::fmod(magnitude, radix);
    reversed += "0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<size_t>(digit)];
    magnitude = (magnitude - digit) / radix;
  } while (magnitude > 0);
  if (negative) reversed += '-';
  return {reversed.rbegin(), reversed.rend()};
}

Expected<int> checked_radix(double radix) {
  const double rounded = round_half_even(radix);
  if (!(rounded >= 2 && rounded <= 36)) return error("D3100", {}, Value::real(rounded));
  return static_cast<int>(rounded);
}

}  // namespace

char* js_number_text(double d, char* out) {
  const auto literal = [&](std::string_view text) { return std::copy(text.begin(), text.end(), out); };
  if (std::isnan(d)) return literal("NaN");
  if (std::isinf(d)) return literal(d > 0 ? "Infinity" : "-Infinity");
  if (d == 0) return literal("0");
  if (std::fabs(d) < kExactWhole && d == std::trunc(d)) {
    return std::to_chars(out, out + kJsNumberTextMost, static_cast<int64_t>(d)).ptr;
  }
  if (d < 0) {
    *out++ = '-';
    d = -d;
  }
  const ShortestDigits shortest(d);
  const int count = shortest.count;
  const int point = shortest.point;
  const auto copy = [&](int from, int to) {
    for (int i = from; i < to; ++i) *out++ = i < count ? shortest.digits[i] : '0';
  };
  if (point > 0 && point <= 21) {
    copy(0, point);
    if (count > point) {
      *out++ = '.';
      copy(point, count);
    }
    return out;
  }
  if (point <= 0 && point > -6) {
    *out++ = '0';
    *out++ = '.';
    for (int i = point; i < 0; ++i) *out++ = '0';
    copy(0, count);
    return out;
  }
  copy(0, 1);
  if (count > 1) {
    *out++ = '.';
    copy(1, count);
  }
  *out++ = 'e';
  if (point > 0) *out++ = '+';
  return std::to_chars(out, out + 6, point - 1).ptr;
}

std::string number_to_string(double number, NumberStyle style) {
  const bool keeps_digits = style == NumberStyle::kAws && number == std::trunc(number);
  if (!keeps_digits && std::isfinite(number)) number = cut_to_significant_digits(number);
  char text[kJsNumberTextMost];
  return {text, js_number_text(number, text)};
}

std::string number_to_string(const Value& number, NumberStyle style) {
  if (number.is_int64()) {
    const int64_t whole = number.as_int64();
    if (style == NumberStyle::kAws || (whole > -1'000'000'000'000'000 && whole < 1'000'000'000'000'000)) {
      char text[24];
      return {text, std::to_chars(text, text + sizeof text, whole).ptr};
    }
  }
  return number_to_string(number.as_double(), style);
}

std::optional<Value> number_of_text(std::string_view text) {
  if (text.size() > 1 && text[0] == '0') {
    switch (text[1]) {
      case 'x':
      case 'X': return number_of_prefixed(text.substr(2), 16);
      case 'o':
      case 'O': return number_of_prefixed(text.substr(2), 8);
      case 'b':
      case 'B': return number_of_prefixed(text.substr(2), 2);
      default: break;
    }
  }
  size_t at = 0;
  const auto skip_digits = [&] {
    const size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  if (!skip_digits()) return std::nullopt;
  const bool whole = at == text.size();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!skip_digits()) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!skip_digits()) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  if (whole) {
    int64_t number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc())
      return Value::integer(number);
  }
  const double number = text_to_double(text);
  if (!std::isfinite(number)) return std::nullopt;
  return Value::real(number);
}

double round_half_even(double number, int64_t precision) {
  if (!std::isfinite(number)) return number;
  if (precision == 0 && std::fabs(number) < kExactWhole) {
    const double below = std::floor(number);
    const double rest = number - below;  // exact
    const double rounded = rest < 0.5 || (rest == 0.5 && std::fmod(below, 2) == 0) ? below : below + 1;
    return rounded == 0 ? 0.0 : rounded;
  }
  ShortestDigits digits(std::fabs(number));
  digits.round(precision);
  if (digits.count == 0) return 0;
  char text[40];
  if (number < 0) text[0] = '-';
  char* end = text + (number < 0 ? 1 : 0);
  end = std::copy(digits.digits, digits.digits + digits.count, end);
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof text, digits.point - digits.count).ptr;
  return text_to_double({text, static_cast<size_t>(end - text)});
}

Expected<std::string> format_base(double number, double radix) {
  auto base = checked_radix(radix);
  if (!base) return tl::unexpected(std::move(base.error()));
  const double rounded = round_half_even(number);
  const double magnitude = std::fabs(rounded);
  if (!std::isfinite(magnitude) || (*base == 10 && magnitude >= kExactWhole)) {
    char text[kJsNumberTextMost];
    return std::string(text, js_number_text(rounded, text));
  }
  if (magnitude < kExactWhole) return in_base(static_cast<uint64_t>(magnitude), rounded < 0, *base);
  return wide_in_base(magnitude, rounded < 0, *base);
}

Expected<std::string> format_base(int64_t number, double radix) {
  auto base = checked_radix(radix);
  if (!base) return tl::unexpected(std::move(base.error()));
  const bool negative = number < 0;
  const uint64_t magnitude = negative ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  return in_base(magnitude, negative, *base);
}

}  // namespace pawl::jsonata
