// Decimal digits: of a number (its shortest text) and of Unicode's families, as pictures need them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pawl::jsonata {

/// The shortest digits that read back as a finite number >= 0: 0.d1d2d3... × 10^point. Zero has no digits.
struct ShortestDigits {
  explicit ShortestDigits(double number);

  /// Keeps the digits before 10^-places, rounding halves to the even neighbour.
  void round(int64_t places);

  char digits[20];
  int count = 0;  // none of them is a trailing zero
  int point = 0;
};

/// The digits of a whole number >= 0 as JavaScript shows them, but never with an exponent: `0`, `10000`.
std::string whole_digits(double number);

/// The zero of the decimal digit family that `c` belongs to; 0 if it is no digit.
uint32_t zero_of_digit(uint32_t c);
/// Appends ASCII digits as those of the family with this zero.
void append_in_family(std::string_view ascii_digits, uint32_t zero, std::string& out);

}  // namespace pawl::jsonata
