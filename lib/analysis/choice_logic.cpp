#include "analysis/choice_logic.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "source/placeholder.h"
#include "value/compare.h"

namespace pawl::analysis {
namespace {

using asl::And;
using asl::Comparison;
using asl::ComparisonOperator;
using asl::Condition;
using asl::Not;
using asl::Or;

bool is_test(ComparisonOperator op) {
  return op == ComparisonOperator::IsNull || op == ComparisonOperator::IsPresent ||
         op == ComparisonOperator::IsString || op == ComparisonOperator::IsNumeric ||
         op == ComparisonOperator::IsBoolean || op == ComparisonOperator::IsTimestamp;
}

/// Whether the condition could not be parsed because of a ${placeholder} in it.
bool is_unparsed(const Comparison& comparison) {
  const auto* operand = std::get_if<Value>(&comparison.operand);
  return is_test(comparison.op) && (operand == nullptr || !operand->is_boolean());
}

bool is_placeholder(const Value& value) {
  return value.is_string() && source::has_placeholder(value.as_string());
}

bool is_same(const Comparison& a, const Comparison& b) {
  if (a.variable.text() != b.variable.text() || a.op != b.op || a.operand.index() != b.operand.index() ||
      is_unparsed(a) || is_unparsed(b))
    return false;
  if (const auto* path = std::get_if<jsonpath::Path>(&a.operand))
    return path->text() == std::get<jsonpath::Path>(b.operand).text();
  return deep_equal(std::get<Value>(a.operand), std::get<Value>(b.operand));
}

bool is_same(const Condition& a, const Condition& b) {
  if (a.content.index() != b.content.index()) return false;
  const auto all = [](const std::vector<Condition>& x, const std::vector<Condition>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const Condition& one, const Condition& other) { return is_same(one, other); });
  };
  if (const auto* comparison = std::get_if<Comparison>(&a.content))
    return is_same(*comparison, std::get<Comparison>(b.content));
  if (const auto* conjunction = std::get_if<And>(&a.content))
    return all(conjunction->operands, std::get<And>(b.content).operands);
  if (const auto* disjunction = std::get_if<Or>(&a.content))
    return all(disjunction->operands, std::get<Or>(b.content).operands);
  if (const auto* negation = std::get_if<Not>(&a.content))
    return all(negation->operand, std::get<Not>(b.content).operand);
  if (const auto* expression = std::get_if<asl::JsonataExpression>(&a.content)) {
    // Two calls of $random() differ.
    return expression->text() == std::get<asl::JsonataExpression>(b.content).text() &&
           expression->text().find("$random") == std::string::npos;
  }
  return std::get<bool>(a.content) == std::get<bool>(b.content);
}

/// Numbers from `low` to `high`, with or without the ends.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool has_low = false, has_high = false;

  [[nodiscard]] bool contains(const Interval& other) const {
    const bool above = low < other.low || (low == other.low && (has_low || !other.has_low));
    const bool below = high > other.high || (high == other.high && (has_high || !other.has_high));
    return above && below;
  }
  [[nodiscard]] bool is_apart(const Interval& other) const {
    return high < other.low || other.high < low || (high == other.low && !(has_high && other.has_low)) ||
           (other.high == low && !(other.has_high && has_low));
  }
};

std::optional<Interval> interval_of(const Comparison& comparison) {
  const auto* value = std::get_if<Value>(&comparison.operand);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double n = value->as_double();
  constexpr double kEnd = std::numeric_limits<double>::infinity();
  switch (comparison.op) {
    case ComparisonOperator::NumericEquals: return Interval{n, n, true, true};
    case ComparisonOperator::NumericGreaterThan: return Interval{n, kEnd, false, false};
    case ComparisonOperator::NumericGreaterThanEquals: return Interval{n, kEnd, true, false};
    case ComparisonOperator::NumericLessThan: return Interval{-kEnd, n, false, false};
    case ComparisonOperator::NumericLessThanEquals: return Interval{-kEnd, n, false, true};
    default: return std::nullopt;
  }
}

const Value* literal(const Comparison& comparison, ComparisonOperator op) {
  return comparison.op == op ? std::get_if<Value>(&comparison.operand) : nullptr;
}

bool implies(const Comparison& a, const Comparison& b) {
  if (is_same(a, b)) return true;
  if (a.variable.text() != b.variable.text()) return false;
  const auto inner = interval_of(a), outer = interval_of(b);
  if (inner && outer) return outer->contains(*inner);
  // Every comparison needs its variable, with the type that it compares.
  const Value* wanted = std::get_if<Value>(&b.operand);
  if (!is_test(b.op) || wanted == nullptr || !wanted->is_boolean() || !wanted->as_boolean() || is_test(a.op))
    return false;
  return b.op == ComparisonOperator::IsPresent;
}

bool excludes(const Comparison& a, const Comparison& b) {
  if (a.variable.text() != b.variable.text()) return false;
  const auto left = interval_of(a), right = interval_of(b);
  if (left && right) return left->is_apart(*right);
  if (a.op != b.op) return false;
  const bool is_equality =
      a.op == ComparisonOperator::StringEquals || a.op == ComparisonOperator::BooleanEquals || is_test(a.op);
  const Value* one = literal(a, a.op);
  const Value* other = literal(b, b.op);
  return is_equality && one != nullptr && other != nullptr && !deep_equal(*one, *other) &&
         !is_placeholder(*one) && !is_placeholder(*other);
}

/// The comparisons of a conjunction.
void conjuncts(const Condition& condition, std::vector<const Comparison*>& out) {
  if (const auto* comparison = std::get_if<Comparison>(&condition.content)) out.push_back(comparison);
  if (const auto* conjunction = std::get_if<And>(&condition.content)) {
    for (const Condition& operand : conjunction->operands) conjuncts(operand, out);
  }
}

std::string without_blanks(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t') out += c;
  }
  return out;
}

bool is_negation(const Condition& a, const Condition& b) {
  if (const auto* negation = std::get_if<Not>(&a.content)) return is_same(negation->operand.front(), b);
  const auto* left = std::get_if<asl::JsonataExpression>(&a.content);
  const auto* right = std::get_if<asl::JsonataExpression>(&b.content);
  if (left != nullptr && right != nullptr) {
    return without_blanks(left->text()) == "$not(" + without_blanks(right->text()) + ")";
  }
  const auto* one = std::get_if<Comparison>(&a.content);
  const auto* other = std::get_if<Comparison>(&b.content);
  if (one == nullptr || other == nullptr || one->variable.text() != other->variable.text() ||
      one->op != other->op)
    return false;
  const Value* x = std::get_if<Value>(&one->operand);
  const Value* y = std::get_if<Value>(&other->operand);
  const bool is_boolean = x != nullptr && y != nullptr && x->is_boolean() && y->is_boolean();
  return is_boolean && x->as_boolean() != y->as_boolean() &&
         (is_test(one->op) || one->op == ComparisonOperator::BooleanEquals);
}

/// Whether the numeric comparisons of one variable cover all numbers.
bool covers_numbers(const std::vector<const Comparison*>& comparisons, const Comparison& of) {
  std::vector<Interval> intervals;
  for (const Comparison* one : comparisons) {
    if (one->variable.text() != of.variable.text()) continue;
    if (const auto interval = interval_of(*one)) intervals.push_back(*interval);
  }
  std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) {
    return a.low < b.low || (a.low == b.low && a.has_low && !b.has_low);
  });
  Interval reached{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), true,
                   true};
  for (const Interval& one : intervals) {
    if (one.low > reached.high || (one.low == reached.high && !one.has_low && !reached.has_high))
      return false;
    if (one.high > reached.high || (one.high == reached.high && one.has_high)) {
      reached.high = one.high;
      reached.has_high = one.has_high || one.high == std::numeric_limits<double>::infinity();
    }
  }
  return reached.high == std::numeric_limits<double>::infinity();
}

}  // namespace

bool implies(const Condition& a, const Condition& b) {
  if (is_same(a, b)) return true;
  if (const auto* value = std::get_if<bool>(&b.content); value != nullptr && *value) return true;
  if (const auto* disjunction = std::get_if<Or>(&a.content)) {
    return std::all_of(disjunction->operands.begin(), disjunction->operands.end(),
                       [&](const Condition& one) { return implies(one, b); });
  }
  if (const auto* conjunction = std::get_if<And>(&b.content)) {
    return std::all_of(conjunction->operands.begin(), conjunction->operands.end(),
                       [&](const Condition& one) { return implies(a, one); });
  }
  if (const auto* conjunction = std::get_if<And>(&a.content)) {
    if (std::any_of(conjunction->operands.begin(), conjunction->operands.end(),
                    [&](const Condition& one) { return implies(one, b); }))
      return true;
  }
  if (const auto* disjunction = std::get_if<Or>(&b.content)) {
    return std::any_of(disjunction->operands.begin(), disjunction->operands.end(),
                       [&](const Condition& one) { return implies(a, one); });
  }
  const auto* one = std::get_if<Comparison>(&a.content);
  const auto* other = std::get_if<Comparison>(&b.content);
  return one != nullptr && other != nullptr && implies(*one, *other);
}

bool is_never_true(const Condition& condition) {
  if (const auto* value = std::get_if<bool>(&condition.content)) return !*value;
  if (const auto* disjunction = std::get_if<Or>(&condition.content)) {
    return !disjunction->operands.empty() &&
           std::all_of(disjunction->operands.begin(), disjunction->operands.end(), is_never_true);
  }
  std::vector<const Comparison*> all;
  conjuncts(condition, all);
  constexpr size_t kMost = 100;
  for (size_t i = 0; i < std::min(all.size(), kMost); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (excludes(*all[i], *all[j])) return true;
    }
  }
  return false;
}

bool is_exhaustive(const std::vector<asl::ChoiceRule>& rules) {
  constexpr size_t kMost = 100;
  std::vector<const Comparison*> comparisons;
  for (size_t i = 0; i < std::min(rules.size(), kMost); ++i) {
    const Condition& condition = rules[i].condition;
    if (const auto* value = std::get_if<bool>(&condition.content); value != nullptr && *value) return true;
    if (const auto* comparison = std::get_if<Comparison>(&condition.content))
      comparisons.push_back(comparison);
    if (const auto* disjunction = std::get_if<Or>(&condition.content)) {
      for (const Condition& operand : disjunction->operands) {
        if (const auto* comparison = std::get_if<Comparison>(&operand.content))
          comparisons.push_back(comparison);
      }
    }
    for (size_t j = 0; j < i; ++j) {
      if (is_negation(condition, rules[j].condition) || is_negation(rules[j].condition, condition))
        return true;
    }
  }
  return std::any_of(comparisons.begin(), comparisons.end(), [&](const Comparison* one) {
    return interval_of(*one).has_value() && covers_numbers(comparisons, *one);
  });
}

bool tests_presence(const Condition& condition, const std::string& path) {
  if (const auto* comparison = std::get_if<Comparison>(&condition.content)) {
    const std::string& tested = comparison->variable.text();
    return comparison->op == ComparisonOperator::IsPresent && path.starts_with(tested) &&
           (path.size() == tested.size() || path[tested.size()] == '.' || path[tested.size()] == '[');
  }
  const auto any = [&](const std::vector<Condition>& operands) {
    return std::any_of(operands.begin(), operands.end(),
                       [&](const Condition& one) { return tests_presence(one, path); });
  };
  if (const auto* conjunction = std::get_if<And>(&condition.content)) return any(conjunction->operands);
  if (const auto* disjunction = std::get_if<Or>(&condition.content)) return any(disjunction->operands);
  if (const auto* negation = std::get_if<Not>(&condition.content)) return any(negation->operand);
  return false;
}

namespace {

std::optional<bool> known_truth(const Comparison& comparison, const jsonata::KnownVariables& variables) {
  if (comparison.variable.root() != jsonpath::Root::Variable) return std::nullopt;
  const auto* operand = std::get_if<Value>(&comparison.operand);
  const jsonata::Foreknown known = variables(comparison.variable.variable().as_string());
  if (known.kind == jsonata::Foreknown::Kind::Nothing || operand == nullptr) return std::nullopt;
  const bool is_set = known.kind == jsonata::Foreknown::Kind::Value;
  const bool is_root = comparison.variable.is_root_only();
  if (comparison.op == ComparisonOperator::IsPresent && (!is_set || is_root))
    return is_set == operand->as_boolean();
  if (!is_set) return false;
  switch (comparison.op) {
    case ComparisonOperator::StringEquals:
    case ComparisonOperator::BooleanEquals:
    case ComparisonOperator::NumericEquals:
      return is_root ? std::optional(deep_equal(known.value, *operand)) : std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<bool> known_truth(const Condition& condition, const jsonata::KnownVariables& variables) {
  if (const auto* comparison = std::get_if<Comparison>(&condition.content))
    return known_truth(*comparison, variables);
  if (const auto* negation = std::get_if<Not>(&condition.content)) {
    const auto inner = known_truth(negation->operand.front(), variables);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (const auto* expression = std::get_if<asl::JsonataExpression>(&condition.content))
    return jsonata::known_truth(jsonata::known_result(expression->expression, variables));
  if (const auto* constant = std::get_if<bool>(&condition.content)) return *constant;
  const auto* disjunction = std::get_if<Or>(&condition.content);
  const bool deciding = disjunction != nullptr;
  bool all_known = true;
  for (const Condition& operand :
       deciding ? disjunction->operands : std::get<And>(condition.content).operands) {
    const auto one = known_truth(operand, variables);
    if (one == deciding) return deciding;
    all_known = all_known && one.has_value();
  }
  return all_known ? std::optional(!deciding) : std::nullopt;
}

std::vector<std::string> variables_in(const Condition& condition) {
  std::vector<std::string> names;
  const auto add_all = [&](const std::vector<Condition>& operands) {
    for (const Condition& operand : operands) {
      for (std::string& name : variables_in(operand)) names.push_back(std::move(name));
    }
  };
  if (const auto* comparison = std::get_if<Comparison>(&condition.content)) {
    if (comparison->variable.root() == jsonpath::Root::Variable)
      names.emplace_back(comparison->variable.variable().as_string());
  } else if (const auto* conjunction = std::get_if<And>(&condition.content)) {
    add_all(conjunction->operands);
  } else if (const auto* disjunction = std::get_if<Or>(&condition.content)) {
    add_all(disjunction->operands);
  } else if (const auto* negation = std::get_if<Not>(&condition.content)) {
    add_all(negation->operand);
  } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&condition.content)) {
    for (jsonata::VariableRead& read : jsonata::variable_reads(expression->expression))
      names.push_back(std::move(read.name));
  }
  return names;
}

}  // namespace pawl::analysis
