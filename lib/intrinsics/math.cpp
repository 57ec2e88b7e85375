#include <algorithm>
#include <cmath>
#include <limits>

#include "intrinsics/numbers.h"
#include "intrinsics/registry.h"

namespace pawl::intrinsics {
namespace {

/// java.util.Random: 48 bits of linear congruence.
class JavaRandom {
 public:
  explicit JavaRandom(int64_t seed) : state_((static_cast<uint64_t>(seed) ^ kMultiplier) & kMask) {}

  /// Random.nextInt(bound), bound > 0.
  int32_t below(int32_t bound) {
    if ((bound & -bound) == bound) return static_cast<int32_t>((int64_t{bound} * next(31)) >> 31);
    for (;;) {
      const int32_t bits = next(31);
      const int32_t value = bits % bound;
      if (int64_t{bits} - value + (bound - 1) <= std::numeric_limits<int32_t>::max()) return value;
    }
  }

  /// Random.nextDouble()
  double fraction() {
    const int64_t high = int64_t{next(26)} << 27;
    return static_cast<double>(high + next(27)) * 0x1p-53;
  }

 private:
  static constexpr uint64_t kMultiplier = 0x5DEECE66D, kMask = (uint64_t{1} << 48) - 1;

  int32_t next(int bits) {
    state_ = (state_ * kMultiplier + 0xB) & kMask;
    return static_cast<int32_t>(static_cast<int64_t>(state_) >> (48 - bits));
  }

  uint64_t state_;
};

}  // namespace

std::optional<int64_t> rounded(const Value& value) {
  if (value.is_int64()) return value.as_int64();
  if (!value.is_number()) return std::nullopt;
  const double number = value.as_double();
  double whole = std::floor(number);
  if (number - whole >= 0.5) whole += 1;  // exact, which floor(number + 0.5) is not
  if (whole >= 0x1p63) return std::numeric_limits<int64_t>::max();
  if (whole < -0x1p63) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(whole);
}

FunctionResult math_add(const Arguments& arguments) {
  const auto a = rounded(arguments[0]), b = rounded(arguments[1]);
  int64_t sum = 0;
  if (__builtin_add_overflow(*a, *b, &sum))
    return refuse("The sum of States.MathAdd is out of the range of integers");
  return Value::integer(sum);
}

/// From the first number up to, but not including, the second.
FunctionResult math_random(const Arguments& arguments) {
  const auto start = rounded(arguments[0]), end = rounded(arguments[1]);
  if (*start >= *end) return refuse("The start number of States.MathRandom must be less than its end number");
  const uint64_t width = static_cast<uint64_t>(*end) - static_cast<uint64_t>(*start);
  uint64_t draw = 0;
  if (arguments.size() == 3) {
    const auto seed = rounded(arguments[2]);
    // What AWS gives for a seed is not documented. It counts as a draw, so that a record made there may
    // differ.
    (void)arguments.random.next();
    JavaRandom random(*seed);
    if (width <= static_cast<uint64_t>(std::numeric_limits<int32_t>::max())) {
      draw = static_cast<uint64_t>(random.below(static_cast<int32_t>(width)));
    } else {
      draw = std::min(width - 1, static_cast<uint64_t>(random.fraction() * static_cast<double>(width)));
    }
  } else {
    draw = arguments.random.next() % width;
  }
  return Value::integer(static_cast<int64_t>(static_cast<uint64_t>(*start) + draw));
}

}  // namespace pawl::intrinsics
