// Choice rules (spec: "Choice State").
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/payload_template.h"

namespace pawl::asl {

struct State;

enum class ComparisonOperator : uint8_t {
  BooleanEquals,
  IsBoolean,
  IsNull,
  IsNumeric,
  IsPresent,
  IsString,
  IsTimestamp,
  NumericEquals,
  NumericGreaterThan,
  NumericGreaterThanEquals,
  NumericLessThan,
  NumericLessThanEquals,
  StringEquals,
  StringGreaterThan,
  StringGreaterThanEquals,
  StringLessThan,
  StringLessThanEquals,
  StringMatches,
  TimestampEquals,
  TimestampGreaterThan,
  TimestampGreaterThanEquals,
  TimestampLessThan,
  TimestampLessThanEquals,
};

struct Condition;

/// `Variable` against a literal, or against a path (the operators that end in "Path").
struct Comparison {
  jsonpath::Path variable;
  ComparisonOperator op = ComparisonOperator::IsPresent;
  std::variant<Value, jsonpath::Path> operand;  // for Is*: a boolean
};
struct And {
  std::vector<Condition> operands;
};
struct Or {
  std::vector<Condition> operands;
};
struct Not {
  std::vector<Condition> operand;  // exactly one
};

/// The condition of a rule; in JSONata states an expression or a boolean.
struct Condition {
  std::variant<Comparison, And, Or, Not, JsonataExpression, bool> content;
};

struct ChoiceRule {
  Condition condition;
  const State* next = nullptr;
  std::optional<PayloadTemplate> assign;  // instead of the state's, if the rule matches
  std::optional<PayloadTemplate> output;  // JSONata
  source::Span span;
};

}  // namespace pawl::asl
