// Comparing Values as JSON does: order of members does not count, numbers by their value.
#pragma once
#include <compare>

#include "value/value.h"

namespace pawl {

/// Deep equality. 1 and 1.0 are equal. Iterative; shared parts are compared once by identity.
bool deep_equal(const Value& a, const Value& b);
/// Under the key of this process (base/text_hash.h); equal values have equal hashes. It looks at the front of
/// large containers only, and not far into nested ones.
uint64_t hash_of(const Value& value);
/// Numeric order without rounding whole numbers through doubles; unordered with NaN. Both must be numbers.
std::partial_ordering compare_numbers(const Value& a, const Value& b);
/// The order of strings in Java and JavaScript: by UTF-16 code units, so U+10000 and above come before
/// U+E000.
std::strong_ordering compare_utf16(std::string_view a, std::string_view b);

}  // namespace pawl
