// Differences of two values, as lines that a person reads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "value/value.h"

namespace pawl::testing {

/// Equal: numbers by their value, the order of members does not count. Has: objects may have more members,
/// lists more elements between those that are expected.
enum class DataMatch : uint8_t { Equal, Has };

/// "$.items[2].price: expected 5, got 6", one line each, 20 at most and then how many more; empty: none.
std::vector<std::string> differences(const Value& expected, const Value& actual, DataMatch comparison);

/// A value as messages show it: JSON, control characters escaped, cut where it is too long to read.
std::string value_shown(const Value& value);

}  // namespace pawl::testing
