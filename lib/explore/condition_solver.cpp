#include "explore/condition_solver.h"

#include <algorithm>
#include <optional>
#include <span>

#include "base/timestamp.h"
#include "explore/jsonata_origin.h"

namespace pawl::explore {

namespace {

using asl::ComparisonOperator;
using Alternatives = std::vector<LeafChanges>;

constexpr size_t kMostAlternatives = 24;
constexpr size_t kMostTogether =
    64;  // conditions that are solved for one alternative; the others are hoped for
constexpr std::string_view kSomeTime = "2026-01-01T00:00:00Z";

void append(Alternatives& out, Alternatives more) {
  for (LeafChanges& changes : more) {
    if (out.size() < kMostAlternatives) out.push_back(std::move(changes));
  }
}

/// Each of `first` followed by each of `then`, near the beginnings first.
Alternatives product(const Alternatives& first, const Alternatives& then) {
  Alternatives out;
  for (size_t sum = 0; sum + 1 < first.size() + then.size() && out.size() < kMostAlternatives; ++sum) {
    for (size_t i = 0; i < first.size() && i <= sum; ++i) {
      if (sum - i >= then.size() || out.size() >= kMostAlternatives) continue;
      LeafChanges both = first[i];
      both.insert(both.end(), then[sum - i].begin(), then[sum - i].end());
      out.push_back(std::move(both));
    }
  }
  return out;
}

/// The alternatives that give the value at `origin` one of `values`.
Alternatives giving(const OriginPtr& origin, const std::vector<std::optional<Value>>& values) {
  Alternatives out;
  if (const auto* leaf = std::get_if<Leaf>(&origin->content)) {
    for (const auto& value : values) append(out, {{{*leaf, value}}});
    return out;
  }
  // A constant may have the value already; what is computed may follow its leaves.
  out.push_back({});
  for (const Leaf& leaf : leaves_of(origin)) {
    for (const auto& value : values) append(out, {{{leaf, value}}});
    for (const Value& value : plain_values()) append(out, {{{leaf, value}}});
  }
  return out;
}

// ---- Values that a comparison takes, or does not.

/// What the relation needs of `a` in `a REL b`: smaller, equal and larger ones in the order of preference.
enum class Order : uint8_t { Less, Equal, Greater };

std::vector<Order> orders(ComparisonOperator op, bool wanted) {
  using enum ComparisonOperator;
  using enum Order;
  switch (op) {
    case NumericLessThan:
    case StringLessThan:
    case TimestampLessThan: return wanted ? std::vector{Less} : std::vector{Equal, Greater};
    case NumericLessThanEquals:
    case StringLessThanEquals:
    case TimestampLessThanEquals: return wanted ? std::vector{Equal, Less} : std::vector{Greater};
    case NumericGreaterThan:
    case StringGreaterThan:
    case TimestampGreaterThan: return wanted ? std::vector{Greater} : std::vector{Equal, Less};
    case NumericGreaterThanEquals:
    case StringGreaterThanEquals:
    case TimestampGreaterThanEquals: return wanted ? std::vector{Equal, Greater} : std::vector{Less};
    default: return wanted ? std::vector{Equal} : std::vector{Greater, Less};
  }
}

Value moved(const Value& value, Order order, int by) {
  const int sign = order == Order::Less ? -by : by;
  if (value.is_int64()) return Value::integer(value.as_int64() + sign);
  return Value::real(value.as_double() + sign);
}

void add_near(const Value& operand, Order order, bool is_timestamp, std::vector<std::optional<Value>>& out) {
  if (order == Order::Equal) return out.emplace_back(operand), void();
  if (operand.is_number()) {
    out.emplace_back(moved(operand, order, 1));
    out.emplace_back(moved(operand, order, 100));
  } else if (is_timestamp) {
    const auto at = parse_timestamp(operand.as_string());
    constexpr Millis kDay = 86'400'000;
    if (at) out.emplace_back(Value::string(format_timestamp(order == Order::Less ? *at - kDay : *at + kDay)));
  } else if (operand.is_string()) {
    const std::string text(operand.as_string());
    if (order == Order::Greater) out.emplace_back(Value::string(text.empty() ? "other" : text + "-other"));
    else out.emplace_back(Value::string(text.substr(0, text.size() / 2)));
  }
}

bool is_timestamp_operator(ComparisonOperator op) {
  return op >= ComparisonOperator::TimestampEquals && op <= ComparisonOperator::TimestampLessThanEquals;
}

/// A text that the pattern of StringMatches matches.
std::string matching(std::string_view pattern) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) out += pattern[++i];
    else if (pattern[i] == '*') out += "any";
    else out += pattern[i];
  }
  return out;
}

std::vector<std::optional<Value>> values_for(ComparisonOperator op, const Value& operand, bool wanted,
                                             const std::optional<Value>& present) {
  using enum ComparisonOperator;
  std::vector<std::optional<Value>> out;
  const bool is = operand.is_boolean() && operand.as_boolean() == wanted;  // of the operators Is…
  const auto either = [&](Value yes, Value no) { out.emplace_back(is ? std::move(yes) : std::move(no)); };
  const Value text = Value::string("text");
  switch (op) {
    case IsPresent:
      if (is) out.emplace_back(present.value_or(text));
      else out.emplace_back(std::nullopt);
      if (is) {
        for (const Value& value : plain_values()) out.emplace_back(value);
      }
      return out;
    case IsNull: return either(Value(), text), out;
    case IsBoolean: return either(Value::boolean(true), text), out;
    case IsNumeric: return either(Value::integer(1), text), out;
    case IsString: return either(text, Value::integer(1)), out;
    case IsTimestamp: return either(Value::string(kSomeTime), text), out;
    case BooleanEquals:
      if (operand.is_boolean()) out.emplace_back(Value::boolean(operand.as_boolean() == wanted));
      return out;
    case StringMatches:
      out.emplace_back(
          Value::string(wanted && operand.is_string() ? matching(operand.as_string()) : "other"));
      return out;
    default: break;
  }
  for (const Order order : orders(op, wanted)) add_near(operand, order, is_timestamp_operator(op), out);
  return out;
}

/// A value of the operator's type, for an operand that is missing.
Value default_operand(ComparisonOperator op) {
  using enum ComparisonOperator;
  if (op == BooleanEquals) return Value::boolean(true);
  if (is_timestamp_operator(op)) return Value::string(kSomeTime);
  if (op >= NumericEquals && op <= NumericLessThanEquals) return Value::integer(10);
  return Value::string("text");
}

/// Whether the operator compares such values.
bool fits(ComparisonOperator op, const Value& value) {
  const Value wanted = default_operand(op);
  if (is_timestamp_operator(op)) return value.is_string() && parse_timestamp(value.as_string()).has_value();
  return (wanted.is_number() && value.is_number()) || wanted.type() == value.type();
}

/// What stands at the origin in the scenario.
std::optional<Value> value_of(const OriginPtr& origin, const Scenario& scenario) {
  if (const auto* literal = std::get_if<Value>(&origin->content)) return *literal;
  if (const auto* leaf = std::get_if<Leaf>(&origin->content)) return scenario.at(*leaf);
  return std::nullopt;
}

/// Solves one condition, for one scenario. Conditions nest as deep as definitions may.
class ConditionSolver {
 public:
  ConditionSolver(const OriginScope& scope, const Scenario& scenario) : scope_(scope), scenario_(scenario) {}

  Alternatives solve(const asl::Condition& condition, bool wanted) {
    if (const auto* comparison = std::get_if<asl::Comparison>(&condition.content))
      return solve(*comparison, wanted);
    if (const auto* conjunction = std::get_if<asl::And>(&condition.content))
      return wanted ? all_of(conjunction->operands, true) : any_of(conjunction->operands, false);
    if (const auto* disjunction = std::get_if<asl::Or>(&condition.content))
      return wanted ? any_of(disjunction->operands, true) : all_of(disjunction->operands, false);
    if (const auto* negation = std::get_if<asl::Not>(&condition.content))
      return solve(negation->operand.front(), !wanted);
    if (const auto* constant = std::get_if<bool>(&condition.content))
      return *constant == wanted ? Alternatives{{}} : Alternatives{};
    const auto& expression = std::get<asl::JsonataExpression>(condition.content).expression;
    return solve(expression.program(), *expression.program().root, wanted);
  }

 private:
  Alternatives all_of(const std::vector<asl::Condition>& operands, bool wanted) {
    Alternatives out{{}};
    for (const asl::Condition& operand : std::span(operands).first(std::min(operands.size(), kMostTogether)))
      out = product(out, solve(operand, wanted));
    return out;
  }

  Alternatives any_of(const std::vector<asl::Condition>& operands, bool wanted) {
    Alternatives out;
    for (const asl::Condition& operand : operands) append(out, solve(operand, wanted));
    return out;
  }

  Alternatives solve(const asl::Comparison& comparison, bool wanted) {
    const OriginPtr variable = origin_of(comparison.variable, scope_);
    if (const auto* operand = std::get_if<Value>(&comparison.operand))
      return giving(variable, values_for(comparison.op, *operand, wanted, value_of(variable, scenario_)));
    return compare(variable, origin_of(std::get<jsonpath::Path>(comparison.operand), scope_), comparison.op,
                   wanted);
  }

  /// Two values that both come from outside, or may.
  Alternatives compare(const OriginPtr& left, const OriginPtr& right, ComparisonOperator op, bool wanted) {
    const bool is_left_free = std::holds_alternative<Leaf>(left->content);
    Alternatives out;
    if (const auto known = value_of(right, scenario_); known && fits(op, *known))
      out = giving(left, values_for(op, *known, wanted, std::nullopt));
    if (is_left_free) {
      append(out, product(giving(right, {default_operand(op)}),
                          giving(left, values_for(op, default_operand(op), wanted, std::nullopt))));
    } else {
      const auto operand = value_of(left, scenario_);
      append(out, giving(right, values_for(mirrored(op),
                                           operand && fits(op, *operand) ? *operand : default_operand(op),
                                           wanted, std::nullopt)));
    }
    return out;
  }

  /// The operator with its sides changed.
  static ComparisonOperator mirrored(ComparisonOperator op) {
    using enum ComparisonOperator;
    switch (op) {
      case NumericLessThan: return NumericGreaterThan;
      case NumericLessThanEquals: return NumericGreaterThanEquals;
      case NumericGreaterThan: return NumericLessThan;
      case NumericGreaterThanEquals: return NumericLessThanEquals;
      case StringLessThan: return StringGreaterThan;
      case StringLessThanEquals: return StringGreaterThanEquals;
      case StringGreaterThan: return StringLessThan;
      case StringGreaterThanEquals: return StringLessThanEquals;
      case TimestampLessThan: return TimestampGreaterThan;
      case TimestampLessThanEquals: return TimestampGreaterThanEquals;
      case TimestampGreaterThan: return TimestampLessThan;
      case TimestampGreaterThanEquals: return TimestampLessThanEquals;
      default: return op;
    }
  }

  Alternatives solve(const jsonata::Program& program, const jsonata::AstNode& node, bool wanted) {
    using jsonata::NodeType;
    const std::string_view function = called_function(node);
    const OriginPtr origin = jsonata_origin(program, node, scope_);
    if (node.after != nullptr) return giving(origin, {});
    if (function == "not" || function == "boolean" || function == "exists") {
      const auto& arguments = static_cast<const jsonata::CallNode&>(node).arguments;
      if (arguments.size() != 1) return giving(origin, {});
      if (function != "exists") return solve(program, *arguments[0], function == "not" ? !wanted : wanted);
      return presence(jsonata_origin(program, *arguments[0], scope_), wanted);
    }
    const auto* binary = node.type == NodeType::And || node.type == NodeType::Or ||
                                 node.type == NodeType::Equality || node.type == NodeType::Comparison ||
                                 node.type == NodeType::Inclusion
                             ? static_cast<const jsonata::BinaryNode*>(&node)
                             : nullptr;
    if (node.type == NodeType::And || node.type == NodeType::Or) {
      Alternatives left = solve(program, *binary->lhs, wanted), right = solve(program, *binary->rhs, wanted);
      if ((node.type == NodeType::And) == wanted) return product(left, right);
      append(left, std::move(right));
      return left;
    }
    if (node.type == NodeType::Block && static_cast<const jsonata::BlockNode&>(node).expressions.size() == 1)
      return solve(program, *static_cast<const jsonata::BlockNode&>(node).expressions.front(), wanted);
    if (node.type == NodeType::Inclusion) return included(program, *binary, wanted);
    if (binary != nullptr) return compared(program, *binary, wanted);
    if (node.type == NodeType::Path || node.type == NodeType::Variable)
      return giving(origin, {Value::boolean(wanted)});
    return giving(origin, literals_in(program));
  }

  Alternatives presence(const OriginPtr& origin, bool wanted) const {
    return giving(origin, values_for(ComparisonOperator::IsPresent, Value::boolean(true), wanted,
                                     value_of(origin, scenario_)));
  }

  Alternatives compared(const jsonata::Program& program, const jsonata::BinaryNode& node, bool wanted) {
    const OriginPtr left = jsonata_origin(program, *node.lhs, scope_);
    const OriginPtr right = jsonata_origin(program, *node.rhs, scope_);
    const auto is_text = [&](const OriginPtr& side) {
      const auto value = value_of(side, scenario_);
      return value && value->is_string();
    };
    using enum ComparisonOperator;
    const bool texts = is_text(left) || is_text(right);
    ComparisonOperator op = texts ? StringEquals : NumericEquals;
    switch (node.operation) {
      case jsonata::Operation::Less: op = texts ? StringLessThan : NumericLessThan; break;
      case jsonata::Operation::LessEqual: op = texts ? StringLessThanEquals : NumericLessThanEquals; break;
      case jsonata::Operation::Greater: op = texts ? StringGreaterThan : NumericGreaterThan; break;
      case jsonata::Operation::GreaterEqual:
        op = texts ? StringGreaterThanEquals : NumericGreaterThanEquals;
        break;
      case jsonata::Operation::Unequal: wanted = !wanted; break;
      default: break;
    }
    // = compares values of any type.
    if (op == NumericEquals || op == StringEquals) {
      for (const auto& [one, other] : {std::pair(left, right), std::pair(right, left)}) {
        const auto* literal = std::get_if<Value>(&other->content);
        if (literal == nullptr || literal->is_number() || literal->is_string()) continue;
        return giving(one, {wanted                  ? *literal
                            : literal->is_boolean() ? Value::boolean(!literal->as_boolean())
                                                    : Value::string("other")});
      }
    }
    return compare(left, right, op, wanted);
  }

  Alternatives included(const jsonata::Program& program, const jsonata::BinaryNode& node, bool wanted) {
    const OriginPtr item = jsonata_origin(program, *node.lhs, scope_);
    const OriginPtr list = jsonata_origin(program, *node.rhs, scope_);
    if (!wanted) return giving(item, {Value::string("other"), Value::integer(-1)});
    std::vector<std::optional<Value>> values;
    const auto* array = std::get_if<Origin::Array>(&list->content);
    for (size_t i = 0; array != nullptr && i < array->elements.size(); ++i) {
      if (const auto value = value_of(array->elements[i], scenario_)) values.push_back(value);
    }
    if (!values.empty()) return giving(item, values);
    if (const auto value = value_of(item, scenario_)) return giving(list, {Value::array({*value})});
    return product(giving(item, {Value::string("text")}),
                   giving(list, {Value::array({Value::string("text")})}));
  }

  /// The constants of an expression that is not understood.
  static std::vector<std::optional<Value>> literals_in(const jsonata::Program& program) {
    std::vector<std::optional<Value>> out;
    for (const auto& node : program.nodes) {
      if (node->type == jsonata::NodeType::Literal)
        out.emplace_back(static_cast<const jsonata::LiteralNode&>(*node).value);
    }
    return out;
  }

  const OriginScope& scope_;
  const Scenario& scenario_;
};

}  // namespace

std::vector<Value> plain_values() {
  return {Value::string("text"),
          Value::integer(1),
          Value::empty_object(),
          Value::array({Value::empty_object()}),
          Value::array({Value::string("text")}),
          Value::boolean(true),
          Value::string(kSomeTime),
          Value::string("{}"),
          Value::string("dGV4dA=="),
          Value::empty_array(),
          Value::integer(1000),
          Value::array({Value::integer(1), Value::integer(2), Value::integer(3)}),
          Value::integer(0),
          Value::string(""),
          Value::boolean(false),
          Value()};
}

std::vector<LeafChanges> solve(const asl::Condition& condition, bool wanted, const OriginScope& scope,
                               const Scenario& scenario) {
  return ConditionSolver(scope, scenario).solve(condition, wanted);
}

std::vector<LeafChanges> solve_rule(const std::vector<asl::ChoiceRule>& rules, size_t earlier,
                                    const asl::Condition* condition, const OriginScope& scope,
                                    const Scenario& scenario) {
  Alternatives falses{{}};
  for (size_t i = 0; i < std::min(earlier, kMostTogether); ++i)
    falses = product(falses, solve(rules[i].condition, false, scope, scenario));
  if (condition == nullptr) return falses;
  const Alternatives holds = solve(*condition, true, scope, scenario);
  // What is changed for the others may not be needed.
  Alternatives out(holds.begin(), holds.begin() + static_cast<ptrdiff_t>(std::min<size_t>(holds.size(), 4)));
  append(out, product(falses, holds));
  return out;
}

}  // namespace pawl::explore
