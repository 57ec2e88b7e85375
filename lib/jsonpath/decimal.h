// Decimal numbers as filters compare them: by their digits, as Java's BigDecimal does, never through
// rounding.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "value/value.h"

namespace pawl::jsonpath {

/// Whether `text` is a number as BigDecimal's constructor takes it: sign, digits, point, exponent.
bool is_decimal(std::string_view text);
/// The digits of a number in the data.
std::string decimal_text(const Value& number);
/// By value. Both must be is_decimal().
std::strong_ordering compare_decimals(std::string_view a, std::string_view b);

}  // namespace pawl::jsonpath
