// The comparison operators of Choice rules by name (spec: "Choice State", data-test expressions).
#pragma once
#include <span>
#include <string_view>

#include "asl/choice_rule.h"

namespace pawl::asl {

struct ComparisonRow {
  std::string_view name;  // "NumericEqualsPath"
  ComparisonOperator op;
  enum class Operand : uint8_t { Boolean, Number, String, Timestamp } operand;
  bool is_path;
};

/// All 39.
std::span<const ComparisonRow> comparisons();
/// Null pointer for an unknown name.
const ComparisonRow* find_comparison(std::string_view name);

}  // namespace pawl::asl
