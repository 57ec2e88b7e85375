#include "asl/comparison.h"

namespace pawl::asl {
namespace {

using Op = ComparisonOperator;
using Operand = ComparisonRow::Operand;

constexpr ComparisonRow kComparisons[] = {
    {"StringEquals", Op::StringEquals, Operand::String, false},
    {"StringEqualsPath", Op::StringEquals, Operand::String, true},
    {"StringLessThan", Op::StringLessThan, Operand::String, false},
    {"StringLessThanPath", Op::StringLessThan, Operand::String, true},
    {"StringGreaterThan", Op::StringGreaterThan, Operand::String, false},
    {"StringGreaterThanPath", Op::StringGreaterThan, Operand::String, true},
    {"StringLessThanEquals", Op::StringLessThanEquals, Operand::String, false},
    {"StringLessThanEqualsPath", Op::StringLessThanEquals, Operand::String, true},
    {"StringGreaterThanEquals", Op::StringGreaterThanEquals, Operand::String, false},
    {"StringGreaterThanEqualsPath", Op::StringGreaterThanEquals, Operand::String, true},
    {"StringMatches", Op::StringMatches, Operand::String, false},
    {"NumericEquals", Op::NumericEquals, Operand::Number, false},
    {"NumericEqualsPath", Op::NumericEquals, Operand::Number, true},
    {"NumericLessThan", Op::NumericLessThan, Operand::Number, false},
    {"NumericLessThanPath", Op::NumericLessThan, Operand::Number, true},
    {"NumericGreaterThan", Op::NumericGreaterThan, Operand::Number, false},
    {"NumericGreaterThanPath", Op::NumericGreaterThan, Operand::Number, true},
    {"NumericLessThanEquals", Op::NumericLessThanEquals, Operand::Number, false},
    {"NumericLessThanEqualsPath", Op::NumericLessThanEquals, Operand::Number, true},
    {"NumericGreaterThanEquals", Op::NumericGreaterThanEquals, Operand::Number, false},
    {"NumericGreaterThanEqualsPath", Op::NumericGreaterThanEquals, Operand::Number, true},
    {"BooleanEquals", Op::BooleanEquals, Operand::Boolean, false},
    {"BooleanEqualsPath", Op::BooleanEquals, Operand::Boolean, true},
    {"TimestampEquals", Op::TimestampEquals, Operand::Timestamp, false},
    {"TimestampEqualsPath", Op::TimestampEquals, Operand::Timestamp, true},
    {"TimestampLessThan", Op::TimestampLessThan, Operand::Timestamp, false},
    {"TimestampLessThanPath", Op::TimestampLessThan, Operand::Timestamp, true},
    {"TimestampGreaterThan", Op::TimestampGreaterThan, Operand::Timestamp, false},
    {"TimestampGreaterThanPath", Op::TimestampGreaterThan, Operand::Timestamp, true},
    {"TimestampLessThanEquals", Op::TimestampLessThanEquals, Operand::Timestamp, false},
    {"TimestampLessThanEqualsPath", Op::TimestampLessThanEquals, Operand::Timestamp, true},
    {"TimestampGreaterThanEquals", Op::TimestampGreaterThanEquals, Operand::Timestamp, false},
    {"TimestampGreaterThanEqualsPath", Op::TimestampGreaterThanEquals, Operand::Timestamp, true},
    {"IsNull", Op::IsNull, Operand::Boolean, false},
    {"IsPresent", Op::IsPresent, Operand::Boolean, false},
    {"IsNumeric", Op::IsNumeric, Operand::Boolean, false},
    {"IsString", Op::IsString, Operand::Boolean, false},
    {"IsBoolean", Op::IsBoolean, Operand::Boolean, false},
    {"IsTimestamp", Op::IsTimestamp, Operand::Boolean, false},
};

}  // namespace

std::span<const ComparisonRow> comparisons() { return kComparisons; }

const ComparisonRow* find_comparison(std::string_view name) {
  for (const ComparisonRow& row : kComparisons) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace pawl::asl
