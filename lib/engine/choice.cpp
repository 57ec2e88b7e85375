// Spec: "Choice State".
#include "base/glob.h"
#include "base/timestamp.h"
#include "engine/data_flow.h"
#include "engine/states.h"
#include "value/compare.h"

namespace pawl::engine {
namespace {

using asl::ComparisonOperator;

/// How an operator compares, apart from what it compares.
enum class Relation : uint8_t { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };

bool holds(Relation relation, std::partial_ordering order) {
  switch (relation) {
    case Relation::Equal: return order == 0;
    case Relation::Less: return order < 0;
    case Relation::LessOrEqual: return order <= 0;
    case Relation::Greater: return order > 0;
    case Relation::GreaterOrEqual: return order >= 0;
  }
  return false;
}

bool compare_texts(Relation relation, const Value& a, const Value& b) {
  if (!a.is_string() || !b.is_string()) return false;
  return holds(relation, compare_utf16(a.as_string(), b.as_string()));
}

bool compare_numeric(Relation relation, const Value& a, const Value& b) {
  return a.is_number() && b.is_number() && holds(relation, compare_numbers(a, b));
}

bool compare_timestamps(Relation relation, const Value& a, const Value& b) {
  if (!a.is_string() || !b.is_string()) return false;
  const auto left = parse_precise_timestamp(a.as_string());
  const auto right = parse_precise_timestamp(b.as_string());
  return left && right && holds(relation, *left <=> *right);
}

bool is_timestamp(const Value& value) {
  return value.is_string() && parse_precise_timestamp(value.as_string()).has_value();
}

bool compare(ComparisonOperator op, const Value& a, const Value& b) {
  using enum ComparisonOperator;
  switch (op) {
    case BooleanEquals: return a.is_boolean() && b.is_boolean() && a.as_boolean() == b.as_boolean();
    case IsBoolean: return a.is_boolean() == b.as_boolean();
    case IsNull: return a.is_null() == b.as_boolean();
    case IsNumeric: return a.is_number() == b.as_boolean();
    case IsPresent: return b.as_boolean();
    case IsString: return a.is_string() == b.as_boolean();
    case IsTimestamp: return is_timestamp(a) == b.as_boolean();
    case NumericEquals: return compare_numeric(Relation::Equal, a, b);
    case NumericGreaterThan: return compare_numeric(Relation::Greater, a, b);
    case NumericGreaterThanEquals: return compare_numeric(Relation::GreaterOrEqual, a, b);
    case NumericLessThan: return compare_numeric(Relation::Less, a, b);
    case NumericLessThanEquals: return compare_numeric(Relation::LessOrEqual, a, b);
    case StringEquals: return compare_texts(Relation::Equal, a, b);
    case StringGreaterThan: return compare_texts(Relation::Greater, a, b);
    case StringGreaterThanEquals: return compare_texts(Relation::GreaterOrEqual, a, b);
    case StringLessThan: return compare_texts(Relation::Less, a, b);
    case StringLessThanEquals: return compare_texts(Relation::LessOrEqual, a, b);
    case StringMatches:
      return a.is_string() && b.is_string() &&
             glob_matches(b.as_string(), a.as_string(), GlobSyntax::Backslash);
    case TimestampEquals: return compare_timestamps(Relation::Equal, a, b);
    case TimestampGreaterThan: return compare_timestamps(Relation::Greater, a, b);
    case TimestampGreaterThanEquals: return compare_timestamps(Relation::GreaterOrEqual, a, b);
    case TimestampLessThan: return compare_timestamps(Relation::Less, a, b);
    case TimestampLessThanEquals: return compare_timestamps(Relation::LessOrEqual, a, b);
  }
  return false;
}

/// The value that a path names; `kept` holds it if it had to be made.
Evaluated<const Value*> operand(Frame& frame, const jsonpath::Path& path, const Value& input, Value& kept) {
  if (FailurePtr failure = frame.check_input(path, input)) return failed(std::move(failure));
  const jsonpath::Scope scope = frame.scope(input);
  if (const Value* found = jsonpath::find(path, scope)) return found;
  auto value = jsonpath::evaluate(path, scope);
  if (!value) {
    return failed(frame.runtime_failure("Invalid path '" + path.text() +
                                        "': The choice state's condition path references an invalid value."));
  }
  kept = std::move(*value);
  return &kept;
}

Evaluated<bool> matches(Frame& frame, const asl::Comparison& comparison, const Value& input) {
  Value kept_left, kept_right;
  auto left = operand(frame, comparison.variable, input, kept_left);
  if (comparison.op == ComparisonOperator::IsPresent) {
    if (FailurePtr failure = frame.check_input(comparison.variable, input)) return failed(std::move(failure));
    return left.has_value() == std::get<Value>(comparison.operand).as_boolean();
  }
  if (!left) return failed(std::move(left.error()));
  if (const auto* literal = std::get_if<Value>(&comparison.operand))
    return compare(comparison.op, **left, *literal);
  auto right = operand(frame, std::get<jsonpath::Path>(comparison.operand), input, kept_right);
  if (!right) return failed(std::move(right.error()));
  return compare(comparison.op, **left, **right);
}

/// Definitions bound their nesting, so this recursion is bounded.
Evaluated<bool> matches(Frame& frame, const asl::Condition& condition, const Value& input) {
  if (const auto* comparison = std::get_if<asl::Comparison>(&condition.content))
    return matches(frame, *comparison, input);
  if (const auto* conjunction = std::get_if<asl::And>(&condition.content)) {
    for (const asl::Condition& part : conjunction->operands) {
      auto result = matches(frame, part, input);
      if (!result || !*result) return result;
    }
    return true;
  }
  if (const auto* disjunction = std::get_if<asl::Or>(&condition.content)) {
    for (const asl::Condition& part : disjunction->operands) {
      auto result = matches(frame, part, input);
      if (!result || *result) return result;
    }
    return false;
  }
  if (const auto* negation = std::get_if<asl::Not>(&condition.content)) {
    auto result = matches(frame, negation->operand.front(), input);
    if (!result) return result;
    return !*result;
  }
  if (const auto* constant = std::get_if<bool>(&condition.content)) return *constant;
  auto result = Query(frame).evaluate(std::get<asl::JsonataExpression>(condition.content), Wanted::Boolean);
  if (!result) return failed(std::move(result.error()));
  return result->as_boolean();
}

void observe(Frame& frame, size_t index, Evaluated<bool>& result) {
  auto shown = result ? Evaluated<Value>(Value::boolean(*result)) : failed(std::move(result.error()));
  shown = frame.observed("Choices[" + std::to_string(index) + "]", std::move(shown));
  if (!shown) result = failed(std::move(shown.error()));
}

}  // namespace

Step enter(Frame& frame, const asl::Choice& choice) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  for (size_t i = 0; i < choice.choices.size(); ++i) {
    const asl::ChoiceRule& rule = choice.choices[i];
    auto result = matches(frame, rule.condition, *input);
    if (frame.is_observed()) observe(frame, i, result);
    if (!result) return std::move(result.error());
    if (!*result) continue;
    frame.enter_part("Choices", i);
    return finish_with_input(frame, *input, rule.next, rule.assign, rule.output);
  }
  if (choice.default_state != nullptr) {
    if (frame.is_observed()) (void)frame.observed("Default", Value::string(choice.default_state->name));
    return finish_with_input(frame, *input, choice.default_state, frame.state().assign, frame.state().output);
  }
  return frame.runtime_failure(
      "Failed to transition out of the state. The state does not point to a next state.");
}

}  // namespace pawl::engine
