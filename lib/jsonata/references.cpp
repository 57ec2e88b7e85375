#include <algorithm>

#include "jsonata/ast.h"
#include "jsonata/jsonata.h"

namespace pawl::jsonata {
namespace {

/// What `$` means where a node stands.
enum class At : uint8_t { TopContext, Elsewhere };

/// Walks a program; the tree's height is bounded by the parser.
class Collector {
 public:
  explicit Collector(const Program& program) : program_(program) {}

  References collect() {
    visit(program_.root, At::TopContext);
    found_.uses_whole_states = states_uses_ > found_.states_fields.size();
    return std::move(found_);
  }

 private:
  void visit(const AstNode* node, At at) {
    if (node == nullptr) return;
    visit_bare(*node, at);
    if (node->after == nullptr) return;
    visit_stages(node->after->predicates);
    if (node->after->group != nullptr) visit_pairs(node->after->group->pairs, At::Elsewhere);
  }

  void visit_bare(const AstNode& node, At at) {
    switch (node.type) {
      case NodeType::Name: note_name(static_cast<const LiteralNode&>(node), at); break;
      case NodeType::Context:
      case NodeType::Wildcard:
      case NodeType::Descendant:
        if (at == At::TopContext) found_.context.push_back(node.position);
        break;
      case NodeType::Root: found_.root.push_back(node.position); break;
      case NodeType::Variable: note_variable(static_cast<const VariableNode&>(node)); break;
      case NodeType::Path: visit_path(static_cast<const PathNode&>(node), at); break;
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
        const auto& binary = static_cast<const BinaryNode&>(node);
        visit(binary.lhs, at);
        visit(binary.rhs, at);
        break;
      }
      case NodeType::Array:
        for (const AstNode* item : static_cast<const ArrayNode&>(node).items) visit(item, at);
        break;
      case NodeType::Object: visit_pairs(static_cast<const ObjectNode&>(node).content.pairs, at); break;
      case NodeType::Condition: {
        const auto& condition = static_cast<const ConditionNode&>(node);
        visit(condition.condition, at);
        visit(condition.then, at);
        visit(condition.otherwise, at);
        break;
      }
      case NodeType::Block:
        for (const AstNode* expression : static_cast<const BlockNode&>(node).expressions)
          visit(expression, at);
        break;
      case NodeType::Bind: visit(static_cast<const BindNode&>(node).value, at); break;
      case NodeType::Call:
      case NodeType::Partial: {
        const auto& call = static_cast<const CallNode&>(node);
        visit(call.procedure, at);
        for (const AstNode* argument : call.arguments) visit(argument, at);
        break;
      }
      case NodeType::Lambda: visit(static_cast<const LambdaNode&>(node).body, at); break;
      case NodeType::Transform: {
        const auto& transform = static_cast<const TransformNode&>(node);
        for (const AstNode* part : {transform.pattern, transform.update, transform.deletion})
          visit(part, At::Elsewhere);
        break;
      }
      case NodeType::Literal:
      case NodeType::Regex:
      case NodeType::Placeholder: break;
    }
  }

  void visit_path(const PathNode& path, At at) {
    if (path.steps.size() >= 2 && path.steps[0].expression != nullptr &&
        path.steps[1].expression != nullptr) {
      const AstNode& first = *path.steps[0].expression;
      const AstNode& second = *path.steps[1].expression;
      if (first.type == NodeType::Variable && second.type == NodeType::Name) {
        const auto& variable = static_cast<const VariableNode&>(first);
        if (variable.locals.empty() && program_.externals[variable.external].name.as_string() == "states") {
          found_.states_fields.push_back(
              {std::string(static_cast<const LiteralNode&>(second).value.as_string()), second.position});
        }
      }
    }
    for (size_t i = 0; i < path.steps.size(); ++i) {
      const PathStep& step = path.steps[i];
      visit(step.expression, i == 0 ? at : At::Elsewhere);
      for (const OrderTerm& term : step.terms) visit(term.expression, At::Elsewhere);
      visit_stages(step.stages);
    }
    if (path.group != nullptr) visit_pairs(path.group->pairs, At::Elsewhere);
  }

  void visit_stages(const std::vector<PathStage>& stages) {
    for (const PathStage& stage : stages) visit(stage.filter, At::Elsewhere);
  }

  void visit_pairs(const std::vector<Pair>& pairs, At at) {
    for (const auto& [key, value] : pairs) {
      visit(key, at);
      visit(value, at);
    }
  }

  void note_name(const LiteralNode& name, At at) {
    if (at == At::TopContext)
      found_.bare_names.push_back({std::string(name.value.as_string()), name.position});
  }

  void note_variable(const VariableNode& node) {
    const External& external = program_.externals[node.external];
    if (!node.locals.empty() || external.builtin != nullptr) return;
    const std::string_view name = external.name.as_string();
    if (name == "states") ++states_uses_;
    auto& known = found_.variables;
    if (std::none_of(known.begin(), known.end(),
                     [name](const References::Use& use) { return use.name == name; })) {
      known.push_back({std::string(name), node.position});
    }
  }

  const Program& program_;
  References found_;
  size_t states_uses_ = 0;
};

}  // namespace

References Expression::references() const { return Collector(*program_).collect(); }

}  // namespace pawl::jsonata
