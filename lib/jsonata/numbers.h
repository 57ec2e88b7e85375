// Numbers as the engine computes with them: doubles, kept as 64-bit integers wherever that loses nothing.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>

#include "value/value.h"

namespace pawl::jsonata {

/// Whole numbers up to here have a double of their own.
inline constexpr int64_t kSafeInteger = int64_t{1} << 53;

/// The number, as an Integer where it is whole and small enough to be exact.
inline Value number(double d) noexcept {
  if (d > -static_cast<double>(kSafeInteger) && d < static_cast<double>(kSafeInteger)) {
    const auto whole = static_cast<int64_t>(d);
    if (static_cast<double>(whole) == d) return Value::integer(whole);
  }
  return Value::real(d);
}

inline Value number(uint64_t n) noexcept { return Value::integer(static_cast<int64_t>(n)); }

/// `d` as an int64, held at its ends; NaN is 0.
inline int64_t clamped(double d) noexcept {
  if (std::isnan(d)) return 0;
  if (d >= 9223372036854775808.0) return std::numeric_limits<int64_t>::max();
  if (d < -9223372036854775808.0) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(d);
}

/// A number cut towards minus infinity, as indices are.
inline int64_t floored(const Value& n) noexcept {
  return n.is_int64() ? n.as_int64() : clamped(std::floor(n.as_double()));
}
/// A number cut towards zero.
inline int64_t truncated(const Value& n) noexcept {
  return n.is_int64() ? n.as_int64() : clamped(n.as_double());
}

}  // namespace pawl::jsonata
