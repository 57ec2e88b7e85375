#include "explore/jsonata_origin.h"

#include <algorithm>

#include "jsonata/registry.h"

namespace pawl::explore {

namespace {

using jsonata::AstNode;
using jsonata::NodeType;

/// Reads origins off a program's tree, whose height the parser bounds.
class Reader {
 public:
  Reader(const jsonata::Program& program, const OriginScope& scope) : program_(program), scope_(scope) {}

  OriginPtr read(const AstNode& node) {
    if (node.after != nullptr) return derived_from({read_bare(node)});
    return read_bare(node);
  }

 private:
  OriginPtr read_bare(const AstNode& node) {
    switch (node.type) {
      case NodeType::Literal: return literal_origin(static_cast<const jsonata::LiteralNode&>(node).value);
      case NodeType::Name: return named(static_cast<const jsonata::LiteralNode&>(node));
      case NodeType::Context: return context_ != nullptr ? context_ : derived_origin({});
      case NodeType::Variable: return variable(static_cast<const jsonata::VariableNode&>(node));
      case NodeType::Path: return path(static_cast<const jsonata::PathNode&>(node));
      case NodeType::Object: {
        std::vector<std::pair<std::string, OriginPtr>> members;
        for (const auto& [key, value] : static_cast<const jsonata::ObjectNode&>(node).content.pairs) {
          const auto* name =
              key->type == NodeType::Literal ? static_cast<const jsonata::LiteralNode*>(key) : nullptr;
          if (name != nullptr && name->value.is_string())
            members.emplace_back(name->value.as_string(), read(*value));
        }
        return object_origin(std::move(members));
      }
      case NodeType::Array: return array_origin(read_all(static_cast<const jsonata::ArrayNode&>(node).items));
      case NodeType::Condition: {
        const auto& condition = static_cast<const jsonata::ConditionNode&>(node);
        std::vector<OriginPtr> parts{read(*condition.condition), read(*condition.then)};
        if (condition.otherwise != nullptr) parts.push_back(read(*condition.otherwise));
        return derived_from(parts);
      }
      case NodeType::Block: {
        const auto& block = static_cast<const jsonata::BlockNode&>(node);
        const std::vector<OriginPtr> parts = read_all(block.expressions);
        return parts.size() == 1 ? parts.front() : derived_from(parts);
      }
      case NodeType::Bind: return read(*static_cast<const jsonata::BindNode&>(node).value);
      case NodeType::Call:
      case NodeType::Partial: {
        const auto& call = static_cast<const jsonata::CallNode&>(node);
        const std::vector<OriginPtr> arguments = read_all(call.arguments);
        if (called_function(node) == "parse" && arguments.size() == 1)
          return select(arguments.front(), {.kind = LeafStep::Kind::Text});
        return derived_from(arguments);
      }
      case NodeType::Lambda: return read(*static_cast<const jsonata::LambdaNode&>(node).body);
      case NodeType::Negate:
      case NodeType::And:
      case NodeType::Or:
      case NodeType::Arithmetic:
      case NodeType::Equality:
      case NodeType::Comparison:
      case NodeType::Concatenation:
      case NodeType::Inclusion:
      case NodeType::Range:
      case NodeType::Coalesce:
      case NodeType::Apply: {
        const auto& binary = static_cast<const jsonata::BinaryNode&>(node);
        std::vector<OriginPtr> parts{read(*binary.lhs)};
        if (binary.rhs != nullptr) parts.push_back(read(*binary.rhs));
        return derived_from(parts);
      }
      default: return derived_origin({});
    }
  }

  /// A field of what a step of a path is evaluated for.
  [[nodiscard]] OriginPtr named(const jsonata::LiteralNode& name) const {
    if (context_ == nullptr || !name.value.is_string()) return derived_origin({});
    return select(context_, {.name = std::string(name.value.as_string())});
  }

  OriginPtr variable(const jsonata::VariableNode& node) {
    if (!node.locals.empty()) return derived_origin({});
    const std::string name(program_.externals[node.external].name.as_string());
    if (name != "states") return select(scope_.variables, {.name = name});
    std::vector<std::pair<std::string, OriginPtr>> members{{"input", scope_.input},
                                                           {"context", scope_.context}};
    if (scope_.result != nullptr) {
      members.emplace_back("result", scope_.result);
      members.emplace_back("errorOutput", scope_.result);
    }
    return object_origin(std::move(members));
  }

  OriginPtr path(const jsonata::PathNode& node) {
    const OriginPtr around = context_;
    OriginPtr at;
    for (const jsonata::PathStep& step : node.steps) {
      if (step.expression == nullptr) continue;
      if (at != nullptr) context_ = at;
      const bool is_quoted_name = at != nullptr && step.expression->type == NodeType::Literal;
      at = is_quoted_name ? named(static_cast<const jsonata::LiteralNode&>(*step.expression))
                          : read(*step.expression);
      for (const jsonata::PathStage& stage : step.stages) at = staged(at, stage);
    }
    context_ = around;
    return at != nullptr ? at : derived_origin({});
  }

  /// `[0]` is an element; any other filter leaves elements of the same kind.
  static OriginPtr staged(const OriginPtr& at, const jsonata::PathStage& stage) {
    if (stage.filter == nullptr || stage.filter->type != NodeType::Literal) return at;
    const Value& index = static_cast<const jsonata::LiteralNode&>(*stage.filter).value;
    if (!index.is_int64() || index.as_int64() < 0 || index.as_int64() > UINT32_MAX) return at;
    return select(at, {.kind = LeafStep::Kind::Element, .index = static_cast<uint32_t>(index.as_int64())});
  }

  std::vector<OriginPtr> read_all(const std::vector<const AstNode*>& nodes) {
    std::vector<OriginPtr> out;
    for (const AstNode* node : nodes) out.push_back(read(*node));
    return out;
  }

  static OriginPtr derived_from(std::vector<OriginPtr> parts) {
    return derived_origin(leaves_of(array_origin(std::move(parts))));
  }

  const jsonata::Program& program_;
  const OriginScope& scope_;
  OriginPtr context_;  // what `$` and names stand for; null pointer at the top
};

}  // namespace

OriginPtr jsonata_origin(const jsonata::Program& program, const AstNode& node, const OriginScope& scope) {
  return Reader(program, scope).read(node);
}

std::string_view called_function(const AstNode& node) {
  if (node.type != NodeType::Call) return {};
  const auto& call = static_cast<const jsonata::CallNode&>(node);
  return call.builtin != nullptr ? call.builtin->name : std::string_view();
}

}  // namespace pawl::explore
