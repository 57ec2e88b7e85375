// The tree that is evaluated: immutable, names interned, variables resolved to slots of frames.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/regex.h"
#include "jsonata/dialect.h"
#include "jsonata/signature.h"
#include "value/value.h"

namespace pawl::jsonata {

struct Builtin;
struct AstNode;
struct VariableNode;

enum class NodeType : uint8_t {
  // Leaves.
  Literal,
  Name,
  Context,
  Root,
  Variable,
  Regex,
  Placeholder,
  // Everything else.
  Wildcard,
  Descendant,
  Path,
  Negate,
  And,
  Or,
  Arithmetic,
  Equality,
  Comparison,
  Concatenation,
  Inclusion,
  Range,
  Coalesce,
  Array,
  Object,
  Condition,
  Block,
  Bind,
  Call,
  Partial,
  Apply,
  Lambda,
  Transform
};

/// The names bound in one frame, in the order of its slots.
struct ScopeInfo {
  std::vector<Value> names;
  const ScopeInfo* parent = nullptr;  // of the next frame outwards
};

/// A filter, or an index bound to a variable.
struct PathStage {
  const AstNode* filter = nullptr;
  Value index;
  uint32_t position = 0;
};

using Pair = std::pair<const AstNode*, const AstNode*>;

struct Group {
  std::vector<Pair> pairs;
  uint32_t position = 0;
};

/// What few nodes have: predicates and grouping outside of a path.
struct AfterNode {
  std::vector<PathStage> predicates;
  std::unique_ptr<Group> group;
  const ScopeInfo* tuple_scope = nullptr;  // of the frames around them, where the node may give tuples
};

struct AstNode {
  explicit AstNode(NodeType t) : type(t) {}
  virtual ~AstNode() = default;

  NodeType type;
  bool keep_array = false;  // followed by `[]`
  uint32_t position = 0;
  std::unique_ptr<AfterNode> after;

  /// Whether evaluating it changes nothing.
  [[nodiscard]] inline bool is_simple() const;
};

struct LiteralNode : AstNode {
  using AstNode::AstNode;
  Value value;                 // also the key of a Name
  mutable uint32_t place = 0;  // where an object had the key the last time
};

struct RegexNode : AstNode {
  using AstNode::AstNode;
  std::shared_ptr<const Regex> regex;
};

/// Looked up in the frames where the name may be bound, nearest first, then among the bindings and built-in
/// functions.
struct VariableNode : AstNode {
  using AstNode::AstNode;
  struct Local {
    uint32_t hops;
    uint32_t slot;
  };
  std::vector<Local> locals;
  uint32_t external = 0;
};

enum class Operation : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Equal,
  Unequal,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  IfExists,
  IfTrue
};

struct BinaryNode : AstNode {
  using AstNode::AstNode;
  Operation operation{};
  const AstNode* lhs = nullptr;  // also of a negation
  const AstNode* rhs = nullptr;
};

struct ArrayNode : AstNode {
  using AstNode::AstNode;
  std::vector<const AstNode*> items;
  bool is_cons = false;
};

struct ObjectNode : AstNode {
  using AstNode::AstNode;
  Group content;
};

struct ConditionNode : AstNode {
  using AstNode::AstNode;
  const AstNode* condition = nullptr;
  const AstNode* then = nullptr;
  const AstNode* otherwise = nullptr;  // null if there is none
};

struct BlockNode : AstNode {
  using AstNode::AstNode;
  std::vector<const AstNode*> expressions;
  const ScopeInfo* scope = nullptr;  // null when nothing is bound
};

struct BindNode : AstNode {
  using AstNode::AstNode;
  uint32_t hops = 0;
  uint32_t slot = 0;
  const AstNode* value = nullptr;
};

/// Also a partial application, whose open arguments are Placeholders.
struct CallNode : AstNode {
  using AstNode::AstNode;
  const AstNode* procedure = nullptr;
  std::vector<const AstNode*> arguments;
  const Builtin* builtin = nullptr;    // the procedure, unless a binding hides it
  uint32_t external = 0;               // which binding that would be
  std::string name;                    // what errors call the function; may be empty
  const VariableNode* near = nullptr;  // for "Did you mean": the variable of the same name
  bool is_thunk = false;
};

struct LambdaNode : AstNode {
  using AstNode::AstNode;
  std::vector<uint32_t> parameters;  // their slots
  const ScopeInfo* scope = nullptr;
  std::shared_ptr<const Signature> signature;
  const AstNode* body = nullptr;
};

struct TransformNode : AstNode {
  using AstNode::AstNode;
  const AstNode* pattern = nullptr;
  const AstNode* update = nullptr;
  const AstNode* deletion = nullptr;  // null if there is none
  const VariableNode* clone = nullptr;
};

struct OrderTerm {
  const AstNode* expression;
  bool descending;
};

struct PathStep {
  const AstNode* expression = nullptr;  // null for an order-by
  std::vector<OrderTerm> terms;
  std::vector<PathStage> stages;
  Value focus;  // names, null if absent
  Value index;
  Value ancestor;
  bool is_tuple = false;
};

struct PathNode : AstNode {
  using AstNode::AstNode;
  std::vector<PathStep> steps;
  std::unique_ptr<Group> group;
  const ScopeInfo* tuple_scope = nullptr;  // of the frames made from tuples
  bool is_plain = false;                   // names only, perhaps after a variable; nothing else to see to
  bool starts_with_variable = false;
  bool starts_with_cons_array = false;
  bool keep_singleton = false;
  bool gives_tuples = false;
};

inline bool AstNode::is_simple() const {
  if (after != nullptr) return false;
  return type == NodeType::Literal || type == NodeType::Variable || type == NodeType::Context ||
         type == NodeType::Name || (type == NodeType::Path && static_cast<const PathNode&>(*this).is_plain);
}

/// A name that no frame of the expression binds, or not yet when it is looked up.
struct External {
  Value name;
  const Builtin* builtin = nullptr;
};

/// An expression, compiled.
struct Program {
  Dialect dialect{};
  std::vector<std::unique_ptr<AstNode>> nodes;
  std::vector<std::unique_ptr<ScopeInfo>> scopes;
  std::vector<External> externals;
  const AstNode* root = nullptr;
  const ScopeInfo* top_scope = nullptr;  // null when nothing is bound outside of blocks
};

}  // namespace pawl::jsonata
