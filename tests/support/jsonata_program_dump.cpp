#include "jsonata/compile.h"
#include "support/jsonata_dump.h"
#include "value/dump.h"

namespace pawl::test {
namespace {

using namespace jsonata;

class ProgramDump {
 public:
  explicit ProgramDump(const Program& program) : program_(program) {}

  std::string whole() const { return frame(program_.top_scope) + dump(*program_.root); }

 private:
  template <class Node>
  static const Node& as(const AstNode& node) {
    return static_cast<const Node&>(node);
  }

  /// "{$x $y} ": the frame's slots; nothing where there is no frame.
  static std::string frame(const ScopeInfo* scope) {
    std::string out;
    if (scope == nullptr) return out;
    for (const Value& name : scope->names) out += (out.empty() ? "{$" : " $") + to_text(name);
    return out + "} ";
  }

  std::string variable(const VariableNode& node) const {
    const External& external = program_.externals[node.external];
    std::string out = "$" + to_text(external.name);
    for (const VariableNode::Local& local : node.locals)
      out += ":" + std::to_string(local.hops) + "." + std::to_string(local.slot);
    return out + (external.builtin != nullptr ? ":builtin" : "");
  }

  std::string all(const std::vector<const AstNode*>& nodes) const {
    std::string out;
    for (const AstNode* node : nodes) out += " " + dump(*node);
    return out;
  }

  std::string pairs(const Group& group) const {
    std::string out;
    for (const auto& [key, value] : group.pairs) out += " (" + dump(*key) + " " + dump(*value) + ")";
    return out;
  }

  std::string stages(const std::vector<PathStage>& list) const {
    std::string out;
    for (const PathStage& stage : list)
      out += stage.filter != nullptr ? "[" + dump(*stage.filter) + "]" : "#$" + to_text(stage.index);
    return out;
  }

  std::string step(const PathStep& step) const {
    std::string out = step.expression != nullptr ? dump(*step.expression) : "(sort";
    for (const OrderTerm& term : step.terms)
      out += (term.descending ? " (> " : " (< ") + dump(*term.expression) + ")";
    if (step.expression == nullptr) out += ")";
    if (step.focus.is_string()) out += "@$" + to_text(step.focus);
    if (step.index.is_string()) out += "#$" + to_text(step.index);
    return out + stages(step.stages);
  }

  std::string path(const PathNode& node) const {
    std::string out = node.is_plain ? "(plain-path " : "(path ";
    out += frame(node.tuple_scope);
    for (const PathStep& one : node.steps) out += (&one == &node.steps.front() ? "" : " ") + step(one);
    return out + (node.group ? " (group" + pairs(*node.group) + ")" : "") + ")";
  }

  std::string binary(const BinaryNode& node, const std::string& name) const {
    return "(" + name + " " + dump(*node.lhs) + (node.rhs != nullptr ? " " + dump(*node.rhs) : "") + ")";
  }

  std::string lambda(const LambdaNode& node) const {
    std::string parameters;
    for (const uint32_t slot : node.parameters)
      parameters += (parameters.empty() ? "" : " ") + std::to_string(slot);
    return "(lambda " + frame(node.scope) + "(" + parameters + ") " + dump(*node.body) + ")";
  }

  std::string call(const CallNode& node) const {
    const char* name = node.type == NodeType::Partial ? "(partial "
                       : node.is_thunk                ? "(tail-call "
                                                      : "(call ";
    return name + dump(*node.procedure) + all(node.arguments) + ")";
  }

  std::string bare(const AstNode& node) const {
    switch (node.type) {
      case NodeType::Literal: return to_json(as<LiteralNode>(node).value);
      case NodeType::Name: return to_text(as<LiteralNode>(node).value);
      case NodeType::Context: return "$";
      case NodeType::Root: return "$$";
      case NodeType::Variable: return variable(as<VariableNode>(node));
      case NodeType::Placeholder: return "?";
      case NodeType::Path: return path(as<PathNode>(node));
      case NodeType::Arithmetic: return binary(as<BinaryNode>(node), "arithmetic");
      case NodeType::Comparison: return binary(as<BinaryNode>(node), "compare");
      case NodeType::Equality: return binary(as<BinaryNode>(node), "equal");
      case NodeType::Concatenation: return binary(as<BinaryNode>(node), "&");
      case NodeType::Apply: return binary(as<BinaryNode>(node), "~>");
      case NodeType::Array: return "(array" + all(as<ArrayNode>(node).items) + ")";
      case NodeType::Object: return "(object" + pairs(as<ObjectNode>(node).content) + ")";
      case NodeType::Block: {
        const auto& block = as<BlockNode>(node);
        return "(block " + frame(block.scope) + all(block.expressions).substr(1) + ")";
      }
      case NodeType::Bind: {
        const auto& bind = as<BindNode>(node);
        return "(bind " + std::to_string(bind.hops) + "." + std::to_string(bind.slot) + " " +
               dump(*bind.value) + ")";
      }
      case NodeType::Call:
      case NodeType::Partial: return call(as<CallNode>(node));
      case NodeType::Lambda: return lambda(as<LambdaNode>(node));
      default: return "(other)";
    }
  }

  std::string dump(const AstNode& node) const {
    std::string out = bare(node);
    if (node.after == nullptr) return out;
    out += (node.after->tuple_scope != nullptr ? " " + frame(node.after->tuple_scope) : "");
    return out + stages(node.after->predicates) +
           (node.after->group ? "{" + pairs(*node.after->group).substr(1) + "}" : "");
  }

  const Program& program_;
};

}  // namespace

std::string dump_compiled(std::string_view text, Dialect dialect) {
  const auto program = compile(text, dialect);
  return program ? ProgramDump(**program).whole() : program.error()->code;
}

}  // namespace pawl::test
