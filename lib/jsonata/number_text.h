// Numbers to text and back as JavaScript does it, and $round, $formatBase: what $string, &, $number show of a
// number.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jsonata/error.h"
#include "value/value.h"

namespace pawl::jsonata {

/// Whose text a number gets in $string and &.
enum class NumberStyle : uint8_t {
  kReference,  // jsonata-js 2.0.6: every number is cut to 15 significant digits
  kAws,        // Step Functions: whole numbers keep their digits, fractions are cut to 15
};

/// Room that js_number_text needs.
inline constexpr size_t kJsNumberTextMost = 32;
/// JavaScript's String(d): shortest digits that read back, `1e+21` from there on, `1e-7` below 1e-6, `NaN`,
/// `Infinity`. Returns the end.
char* js_number_text(double d, char* out);

/// The text of a number in $string and &. Not finite ones are `NaN`, `Infinity`, `-Infinity`.
std::string number_to_string(double number, NumberStyle style);
/// The same of any number Value; whole ones beyond 2^53 keep their digits in the style of AWS.
std::string number_to_string(const Value& number, NumberStyle style);

/// $number of a string: JavaScript's decimal numbers, 0x 0o 0b, no blanks around. Whole numbers that fit
/// int64 become integers digit for digit, everything else doubles. nullopt is the caller's D3030 (also for
/// what overflows).
std::optional<Value> number_of_text(std::string_view text);

/// $round: to the nearest multiple of 10^-precision, halves to the even neighbour, on the decimal digits
/// (1.005 is a half).
double round_half_even(double number, int64_t precision = 0);

/// $formatBase: the number, rounded as $round does, in base `radix` (rounded too; 2 to 36, else D3100).
Expected<std::string> format_base(double number, double radix);
/// Exact for every whole number.
Expected<std::string> format_base(int64_t number, double radix);

}  // namespace pawl::jsonata
