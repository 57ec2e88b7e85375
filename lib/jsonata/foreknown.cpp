#include "jsonata/foreknown.h"

#include <algorithm>
#include <array>

#include "jsonata/ast.h"
#include "jsonata/registry.h"
#include "value/compare.h"

namespace pawl::jsonata {
namespace {

/// What a condition takes for true.
bool is_true(const Value& value) {
  switch (value.type()) {
    case Value::Type::Null: return false;
    case Value::Type::Boolean: return value.as_boolean();
    case Value::Type::Integer:
    case Value::Type::Double: return value.as_double() != 0;
    case Value::Type::String: return !value.as_string().empty();
    case Value::Type::Object: return value.size() > 0;
    case Value::Type::Array: return std::any_of(value.items().begin(), value.items().end(), is_true);
  }
  return false;
}

Foreknown known_type(const Value& value) {
  constexpr std::array<std::string_view, 7> kNames = {"null",   "boolean", "number", "number",
                                                      "string", "array",   "object"};
  return Foreknown::of(Value::string(kNames[static_cast<size_t>(value.type())]));
}

/// Functions that give nothing where their first argument is undefined.
constexpr std::array<std::string_view, 16> kStrict = {
    "boolean", "not",   "type",      "length", "string", "number", "uppercase", "lowercase",
    "trim",    "split", "substring", "sum",    "max",    "min",    "contains",  "parseInteger"};

/// The tree's height is bounded by the parser.
class Evaluation {
 public:
  Evaluation(const Program& program, const KnownVariables& variables)
      : program_(program), variables_(variables) {}

  [[nodiscard]] Foreknown of(const AstNode& node) const {
    const Foreknown value = of_bare(node);
    if (node.after == nullptr && !node.keep_array) return value;
    return value.kind == Foreknown::Kind::Undefined ? value : Foreknown();
  }

 private:
  [[nodiscard]] Foreknown of_bare(const AstNode& node) const {
    switch (node.type) {
      case NodeType::Literal: return Foreknown::of(static_cast<const LiteralNode&>(node).value);
      case NodeType::Variable: return of_variable(static_cast<const VariableNode&>(node));
      case NodeType::Path: {
        const auto& path = static_cast<const PathNode&>(node);
        const AstNode* first = path.steps.empty() ? nullptr : path.steps.front().expression;
        const bool is_undefined =
            first != nullptr && path.starts_with_variable && of(*first).kind == Foreknown::Kind::Undefined;
        return is_undefined ? Foreknown::undefined() : Foreknown();
      }
      case NodeType::Negate:
      case NodeType::Arithmetic: {
        const auto& binary = static_cast<const BinaryNode&>(node);
        const bool is_undefined =
            of(*binary.lhs).kind == Foreknown::Kind::Undefined ||
            (binary.rhs != nullptr && of(*binary.rhs).kind == Foreknown::Kind::Undefined);
        return is_undefined ? Foreknown::undefined() : Foreknown();
      }
      case NodeType::Comparison: return of_comparison(static_cast<const BinaryNode&>(node));
      case NodeType::Equality: return of_equality(static_cast<const BinaryNode&>(node));
      case NodeType::Inclusion: return of_inclusion(static_cast<const BinaryNode&>(node));
      case NodeType::And:
      case NodeType::Or: return of_logical(static_cast<const BinaryNode&>(node));
      case NodeType::Array: return of_array(static_cast<const ArrayNode&>(node));
      case NodeType::Object:
        return static_cast<const ObjectNode&>(node).content.pairs.empty()
                   ? Foreknown::of(Value::empty_object())
                   : Foreknown();
      case NodeType::Condition: {
        const auto& condition = static_cast<const ConditionNode&>(node);
        const auto truth = known_truth(of(*condition.condition));
        if (!truth) return {};
        if (*truth) return of(*condition.then);
        return condition.otherwise != nullptr ? of(*condition.otherwise) : Foreknown::undefined();
      }
      case NodeType::Block: {
        const auto& block = static_cast<const BlockNode&>(node);
        return block.expressions.empty() ? Foreknown::undefined() : of(*block.expressions.back());
      }
      case NodeType::Bind: return of(*static_cast<const BindNode&>(node).value);
      case NodeType::Call: {
        const auto& call = static_cast<const CallNode&>(node);
        if (call.builtin == nullptr || call.arguments.empty()) return {};
        return of_call(*call.builtin, of(*call.arguments.front()));
      }
      case NodeType::Apply: {
        const auto& apply = static_cast<const BinaryNode&>(node);
        if (apply.rhs->type != NodeType::Variable) return {};
        const auto& function = static_cast<const VariableNode&>(*apply.rhs);
        const Builtin* builtin = program_.externals[function.external].builtin;
        return builtin != nullptr && function.locals.empty() ? of_call(*builtin, of(*apply.lhs))
                                                             : Foreknown();
      }
      default: return {};
    }
  }

  [[nodiscard]] Foreknown of_variable(const VariableNode& node) const {
    if (!node.locals.empty()) return {};
    const External& external = program_.externals[node.external];
    Foreknown value = variables_(external.name.as_string());
    const bool is_function = external.builtin != nullptr && value.kind == Foreknown::Kind::Undefined;
    return is_function ? Foreknown() : value;
  }

  [[nodiscard]] Foreknown of_equality(const BinaryNode& node) const {
    const Foreknown lhs = of(*node.lhs), rhs = of(*node.rhs);
    if (lhs.kind == Foreknown::Kind::Undefined || rhs.kind == Foreknown::Kind::Undefined)
      return Foreknown::of(Value::boolean(false));
    if (lhs.kind == Foreknown::Kind::Nothing || rhs.kind == Foreknown::Kind::Nothing) return {};
    return Foreknown::of(
        Value::boolean(deep_equal(lhs.value, rhs.value) == (node.operation == Operation::Equal)));
  }

  [[nodiscard]] Foreknown of_comparison(const BinaryNode& node) const {
    const Foreknown lhs = of(*node.lhs), rhs = of(*node.rhs);
    if (lhs.kind == Foreknown::Kind::Undefined || rhs.kind == Foreknown::Kind::Undefined)
      return Foreknown::undefined();
    if (!lhs.value.is_number() || !rhs.value.is_number()) return {};
    const auto order = compare_numbers(lhs.value, rhs.value);
    switch (node.operation) {
      case Operation::Less: return Foreknown::of(Value::boolean(order < 0));
      case Operation::LessEqual: return Foreknown::of(Value::boolean(order <= 0));
      case Operation::Greater: return Foreknown::of(Value::boolean(order > 0));
      case Operation::GreaterEqual: return Foreknown::of(Value::boolean(order >= 0));
      default: return {};
    }
  }

  [[nodiscard]] Foreknown of_inclusion(const BinaryNode& node) const {
    const Foreknown lhs = of(*node.lhs), rhs = of(*node.rhs);
    if (lhs.kind == Foreknown::Kind::Undefined || rhs.kind == Foreknown::Kind::Undefined)
      return Foreknown::of(Value::boolean(false));
    if (lhs.kind == Foreknown::Kind::Nothing || rhs.kind == Foreknown::Kind::Nothing) return {};
    const auto is_it = [&lhs](const Value& item) { return deep_equal(item, lhs.value); };
    if (!rhs.value.is_array()) return Foreknown::of(Value::boolean(is_it(rhs.value)));
    const std::span<const Value> items = rhs.value.items();
    return Foreknown::of(Value::boolean(std::any_of(items.begin(), items.end(), is_it)));
  }

  /// Of values that are no arrays, which a constructor may join.
  [[nodiscard]] Foreknown of_array(const ArrayNode& node) const {
    ArrayBuilder items(node.items.size());
    for (const AstNode* item : node.items) {
      const Foreknown known = of(*item);
      if (known.kind != Foreknown::Kind::Value || known.value.is_array()) return {};
      items.push(known.value);
    }
    return Foreknown::of(items.finish());
  }

  [[nodiscard]] Foreknown of_logical(const BinaryNode& node) const {
    const bool deciding = node.type == NodeType::Or;
    const auto lhs = known_truth(of(*node.lhs)), rhs = known_truth(of(*node.rhs));
    if (lhs == deciding || rhs == deciding) return Foreknown::of(Value::boolean(deciding));
    return lhs && rhs ? Foreknown::of(Value::boolean(!deciding)) : Foreknown();
  }

  static Foreknown of_call(const Builtin& builtin, const Foreknown& argument) {
    if (argument.kind == Foreknown::Kind::Nothing) return {};
    const bool is_undefined = argument.kind == Foreknown::Kind::Undefined;
    if (builtin.name == "exists") return Foreknown::of(Value::boolean(!is_undefined));
    if (builtin.name == "count") {
      if (is_undefined) return Foreknown::of(Value::integer(0));
      const bool is_array = argument.value.is_array();
      return Foreknown::of(Value::integer(is_array ? static_cast<int64_t>(argument.value.size()) : 1));
    }
    if (is_undefined) {
      const bool is_strict = std::find(kStrict.begin(), kStrict.end(), builtin.name) != kStrict.end();
      return is_strict ? Foreknown::undefined() : Foreknown();
    }
    if (builtin.name == "boolean") return Foreknown::of(Value::boolean(is_true(argument.value)));
    if (builtin.name == "not") return Foreknown::of(Value::boolean(!is_true(argument.value)));
    return builtin.name == "type" ? known_type(argument.value) : Foreknown();
  }

  const Program& program_;
  const KnownVariables& variables_;
};

/// Walks an expression for what it reads, with the tests that lead to where it is.
class Reader {
 public:
  explicit Reader(const Program& program) : program_(program) {}

  std::vector<VariableRead> read() {
    visit(program_.root, false);
    std::sort(reads_.begin(), reads_.end(),
              [](const VariableRead& a, const VariableRead& b) { return a.position < b.position; });
    return std::move(reads_);
  }

 private:
  struct Test {
    const AstNode* condition;
    bool outcome;
  };

  /// `is_tested`: where the value is undefined, nothing comes of it but a test that fails.
  void visit(const AstNode* node, bool is_tested) {
    if (node == nullptr) return;
    visit_bare(*node, is_tested);
    if (node->after == nullptr) return;
    visit_stages(node->after->predicates);
    if (node->after->group != nullptr) visit_pairs(node->after->group->pairs);
  }

  void visit_behind(const AstNode& condition, bool outcome, const AstNode* node, bool is_tested) {
    tests_.push_back({&condition, outcome});
    visit(node, is_tested);
    tests_.pop_back();
  }

  void visit_bare(const AstNode& node, bool is_tested) {
    switch (node.type) {
      case NodeType::Variable: note(static_cast<const VariableNode&>(node), is_tested); break;
      case NodeType::Path: visit_path(static_cast<const PathNode&>(node), is_tested); break;
      case NodeType::Negate:
      case NodeType::Arithmetic:
      case NodeType::Comparison: visit_both(static_cast<const BinaryNode&>(node), is_tested); break;
      case NodeType::Equality:
      case NodeType::Inclusion: visit_both(static_cast<const BinaryNode&>(node), true); break;
      case NodeType::Concatenation:
      case NodeType::Range: visit_both(static_cast<const BinaryNode&>(node), false); break;
      case NodeType::And:
      case NodeType::Or: {
        const auto& binary = static_cast<const BinaryNode&>(node);
        visit(binary.lhs, true);
        visit_behind(*binary.lhs, node.type == NodeType::And, binary.rhs, true);
        break;
      }
      case NodeType::Coalesce: {
        const auto& binary = static_cast<const BinaryNode&>(node);
        visit(binary.lhs, true);
        visit(binary.rhs, is_tested);
        break;
      }
      case NodeType::Apply: {
        const auto& binary = static_cast<const BinaryNode&>(node);
        const Builtin* function = function_of(*binary.rhs);
        visit(binary.lhs, function != nullptr && (is_tested || is_test(*function)));
        if (function == nullptr || binary.rhs->type != NodeType::Variable) visit(binary.rhs, false);
        break;
      }
      case NodeType::Condition: {
        const auto& condition = static_cast<const ConditionNode&>(node);
        visit(condition.condition, true);
        visit_behind(*condition.condition, true, condition.then, is_tested);
        visit_behind(*condition.condition, false, condition.otherwise, is_tested);
        break;
      }
      case NodeType::Call:
      case NodeType::Partial: {
        const auto& call = static_cast<const CallNode&>(node);
        const Builtin* function = function_of(*call.procedure);
        if (function == nullptr) visit(call.procedure, false);
        for (const AstNode* argument : call.arguments)
          visit(argument, function != nullptr && (is_tested || is_test(*function)));
        break;
      }
      case NodeType::Block: {
        const auto& block = static_cast<const BlockNode&>(node);
        for (const AstNode* expression : block.expressions)
          visit(expression, is_tested && expression == block.expressions.back());
        break;
      }
      case NodeType::Bind: visit(static_cast<const BindNode&>(node).value, false); break;
      case NodeType::Array:
        for (const AstNode* item : static_cast<const ArrayNode&>(node).items) visit(item, false);
        break;
      case NodeType::Object: visit_pairs(static_cast<const ObjectNode&>(node).content.pairs); break;
      case NodeType::Lambda: visit(static_cast<const LambdaNode&>(node).body, false); break;
      case NodeType::Transform: {
        const auto& transform = static_cast<const TransformNode&>(node);
        for (const AstNode* part : {transform.pattern, transform.update, transform.deletion})
          visit(part, false);
        break;
      }
      case NodeType::Literal:
      case NodeType::Name:
      case NodeType::Context:
      case NodeType::Root:
      case NodeType::Regex:
      case NodeType::Placeholder:
      case NodeType::Wildcard:
      case NodeType::Descendant: break;
    }
  }

  void visit_both(const BinaryNode& node, bool is_tested) {
    visit(node.lhs, is_tested);
    visit(node.rhs, is_tested);
  }

  void visit_path(const PathNode& path, bool is_tested) {
    for (const PathStep& step : path.steps) {
      visit(step.expression, is_tested && &step == &path.steps.front());
      for (const OrderTerm& term : step.terms) visit(term.expression, false);
      visit_stages(step.stages);
    }
    if (path.group != nullptr) visit_pairs(path.group->pairs);
  }

  void visit_stages(const std::vector<PathStage>& stages) {
    for (const PathStage& stage : stages) visit(stage.filter, false);
  }

  void visit_pairs(const std::vector<Pair>& pairs) {
    for (const auto& [key, value] : pairs) {
      visit(key, false);
      visit(value, false);
    }
  }

  /// The built-in function that a node which is called names; null pointer if it is something else.
  [[nodiscard]] const Builtin* function_of(const AstNode& node) const {
    if (node.type == NodeType::Call) return function_of(*static_cast<const CallNode&>(node).procedure);
    if (node.type != NodeType::Variable) return nullptr;
    const auto& variable = static_cast<const VariableNode&>(node);
    return variable.locals.empty() ? program_.externals[variable.external].builtin : nullptr;
  }

  static bool is_test(const Builtin& function) {
    return function.name == "exists" || function.name == "boolean" || function.name == "not" ||
           function.name == "type" || function.name == "count";
  }

  void note(const VariableNode& node, bool is_tested) {
    if (!node.locals.empty()) return;
    const External& external = program_.externals[node.external];
    const std::string_view name = external.name.as_string();
    const auto known = std::find_if(reads_.begin(), reads_.end(),
                                    [name](const VariableRead& read) { return read.name == name; });
    if (known != reads_.end() && !known->is_guarded) return;
    const bool is_guarded = is_tested || is_behind_test_of(name);
    if (known == reads_.end()) {
      reads_.push_back({std::string(name), node.position, is_guarded, external.builtin != nullptr});
    } else if (!is_guarded) {
      known->position = node.position;
      known->is_guarded = false;
    }
  }

  /// Whether one of the tests comes out differently where the variable is unset.
  bool is_behind_test_of(std::string_view name) {
    const KnownVariables unset = [name](std::string_view other) {
      return other == name ? Foreknown::undefined() : Foreknown();
    };
    for (const Test& test : tests_) {
      if (tests_left_ == 0) return true;  // an expression to wear us out
      --tests_left_;
      const auto outcome = known_truth(Evaluation(program_, unset).of(*test.condition));
      if (outcome && *outcome != test.outcome) return true;
    }
    return false;
  }

  const Program& program_;
  std::vector<VariableRead> reads_;
  std::vector<Test> tests_;
  size_t tests_left_ = 5'000;
};

}  // namespace

std::optional<bool> known_truth(const Foreknown& value) {
  if (value.kind == Foreknown::Kind::Nothing) return std::nullopt;
  return value.kind == Foreknown::Kind::Value && is_true(value.value);
}

Foreknown known_result(const Expression& expression, const KnownVariables& variables) {
  return Evaluation(expression.program(), variables).of(*expression.program().root);
}

std::vector<VariableRead> variable_reads(const Expression& expression) {
  return Reader(expression.program()).read();
}

}  // namespace pawl::jsonata
