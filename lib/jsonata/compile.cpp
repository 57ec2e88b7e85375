#include "jsonata/compile.h"

#include <algorithm>

#include "jsonata/parser.h"
#include "jsonata/registry.h"
#include "jsonata/scope.h"

namespace pawl::jsonata {
namespace {

using Kind = Syntax::Kind;

class Compiler {
 public:
  explicit Compiler(Program& program) : program_(program) {}

  void run(const Syntax& root) {
    std::vector<std::string> names;
    collect_bound_names(root, names);
    Scope top(*this, std::move(names));
    program_.top_scope = top.info;
    program_.root = compile(root);
  }

 private:
  /// A frame being open while its part of the tree is compiled; none when it would bind nothing.
  struct Scope {
    Scope(Compiler& c, std::vector<std::string> bound)
        : compiler(c), outer(c.scope_), names(std::move(bound)) {
      if (names.empty()) return;
      auto made = std::make_unique<ScopeInfo>();
      for (const std::string& name : names) made->names.push_back(Value::string(name));
      made->parent = outer != nullptr ? outer->info : nullptr;
      info = made.get();
      compiler.program_.scopes.push_back(std::move(made));
      compiler.scope_ = this;
    }
    ~Scope() { compiler.scope_ = outer; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    Compiler& compiler;
    Scope* outer;  // the next one that has a frame
    std::vector<std::string> names;
    const ScopeInfo* info = nullptr;
  };

  template <class N>
  N* make(NodeType type, const Syntax& s) {
    auto made = std::make_unique<N>(type);
    N* raw = made.get();
    raw->position = static_cast<uint32_t>(s.position);
    raw->keep_array = s.keep_array;
    program_.nodes.push_back(std::move(made));
    return raw;
  }

  const AstNode* compile(const Syntax& s) {
    AstNode* node = compile_bare(s);
    if (s.predicates || (s.group && s.kind != Kind::Path)) {
      node->after = std::make_unique<AfterNode>();
      std::vector<std::string> names;
      if (gives_tuples_itself(s)) {
        collect_inner_tuple_names(s, names);
        if (s.predicates) {
          for (const SyntaxStage& stage : *s.predicates) collect_bound_names(*stage.filter, names);
        }
        if (s.group) {
          for (const auto& [key, value] : *s.group) {
            collect_bound_names(*key, names);
            collect_bound_names(*value, names);
          }
        }
      }
      const Scope scope(*this, std::move(names));
      node->after->tuple_scope = scope.info;
      if (s.predicates) node->after->predicates = stages(*s.predicates);
      if (s.group && s.kind != Kind::Path) node->after->group = group(*s.group, s.group_position);
    }
    return node;
  }

  AstNode* compile_bare(const Syntax& s) {
    switch (s.kind) {
      case Kind::String:
      case Kind::Number:
      case Kind::Literal: return literal(NodeType::Literal, s, s.value);
      case Kind::Name: return literal(NodeType::Name, s, s.value);
      case Kind::Wildcard: return make<AstNode>(NodeType::Wildcard, s);
      case Kind::Descendant: return make<AstNode>(NodeType::Descendant, s);
      case Kind::Placeholder: return make<AstNode>(NodeType::Placeholder, s);
      case Kind::Parent: return variable(s, ancestor_name(*s.parent));
      case Kind::Variable:
        if (s.text.empty()) return make<AstNode>(NodeType::Context, s);
        if (s.text == "$") return make<AstNode>(NodeType::Root, s);
        return variable(s, s.text);
      case Kind::Regex: {
        auto* node = make<RegexNode>(NodeType::Regex, s);
        node->regex = s.regex;
        return node;
      }
      case Kind::Path: return path(s);
      case Kind::Binary:
      case Kind::Coalesce: return binary(s);
      case Kind::Negate: {
        auto* node = make<BinaryNode>(NodeType::Negate, s);
        node->lhs = compile(*s.lhs);
        return node;
      }
      case Kind::Array: {
        auto* node = make<ArrayNode>(NodeType::Array, s);
        node->is_cons = s.is_cons_array;
        node->items = all(s.items);
        return node;
      }
      case Kind::Object: {
        auto* node = make<ObjectNode>(NodeType::Object, s);
        node->content.position = static_cast<uint32_t>(s.position);
        node->content.pairs = pairs(s.pairs);
        return node;
      }
      case Kind::Condition: {
        auto* node = make<ConditionNode>(NodeType::Condition, s);
        node->condition = compile(*s.lhs);
        node->then = compile(*s.rhs);
        node->otherwise = s.third != nullptr ? compile(*s.third) : nullptr;
        return node;
      }
      case Kind::Block: return block(s);
      case Kind::Bind: return bind(s);
      case Kind::Function:
      case Kind::Partial: return call(s);
      case Kind::Lambda: return lambda(s);
      case Kind::Apply: {
        auto* node = make<BinaryNode>(NodeType::Apply, s);
        node->lhs = compile(*s.lhs);
        node->rhs = compile(*s.rhs);
        return node;
      }
      case Kind::Transform: return transform(s);
      default: return literal(NodeType::Literal, s, Value::absent());
    }
  }

  AstNode* literal(NodeType type, const Syntax& s, const Value& value) {
    auto* node = make<LiteralNode>(type, s);
    node->value = value;
    return node;
  }

  std::vector<const AstNode*> all(const std::vector<Syntax*>& list) {
    std::vector<const AstNode*> nodes;
    for (const Syntax* s : list) nodes.push_back(compile(*s));
    return nodes;
  }

  std::vector<Pair> pairs(const std::vector<std::pair<Syntax*, Syntax*>>& list) {
    std::vector<Pair> nodes;
    for (const auto& [key, value] : list) {
      const AstNode* first = compile(*key);
      nodes.emplace_back(first, compile(*value));
    }
    return nodes;
  }

  std::unique_ptr<Group> group(const std::vector<std::pair<Syntax*, Syntax*>>& list, size_t position) {
    auto made = std::make_unique<Group>();
    made->pairs = pairs(list);
    made->position = static_cast<uint32_t>(position);
    return made;
  }

  std::vector<PathStage> stages(const std::vector<SyntaxStage>& list) {
    std::vector<PathStage> made;
    for (const SyntaxStage& s : list) {
      PathStage stage;
      if (s.filter != nullptr) stage.filter = compile(*s.filter);
      else stage.index = Value::string(s.index);
      stage.position = static_cast<uint32_t>(s.position);
      made.push_back(std::move(stage));
    }
    return made;
  }

  // ---- variables

  uint32_t external(const std::string& name) {
    const Value key = Value::string(name);
    auto& known = program_.externals;
    auto at = std::find_if(known.begin(), known.end(),
                           [&key](const External& e) { return same_text(e.name, key); });
    if (at == known.end()) {
      known.push_back({key, find_builtin(name)});
      at = known.end() - 1;
    }
    return static_cast<uint32_t>(at - known.begin());
  }

  VariableNode* variable(const Syntax& s, const std::string& name) {
    auto* node = make<VariableNode>(NodeType::Variable, s);
    uint32_t hops = 0;
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer, ++hops) {
      const auto at = std::find(scope->names.begin(), scope->names.end(), name);
      if (at != scope->names.end())
        node->locals.push_back({hops, static_cast<uint32_t>(at - scope->names.begin())});
    }
    node->external = external(name);
    return node;
  }

  AstNode* bind(const Syntax& s) {
    auto* node = make<BindNode>(NodeType::Bind, s);
    const auto at = std::find(scope_->names.begin(), scope_->names.end(), s.lhs->text);
    node->slot = static_cast<uint32_t>(at - scope_->names.begin());
    node->value = compile(*s.rhs);
    return node;
  }

  AstNode* block(const Syntax& s) {
    auto* node = make<BlockNode>(NodeType::Block, s);
    std::vector<std::string> names;
    for (const Syntax* item : s.items) collect_bound_names(*item, names);
    const Scope scope(*this, std::move(names));
    node->scope = scope.info;
    node->expressions = all(s.items);
    return node;
  }

  AstNode* lambda(const Syntax& s) {
    auto* node = make<LambdaNode>(NodeType::Lambda, s);
    node->signature = s.signature;
    std::vector<std::string> names;
    for (const Syntax* parameter : s.items) {
      auto at = std::find(names.begin(), names.end(), parameter->text);
      if (at == names.end()) at = names.insert(names.end(), parameter->text);
      node->parameters.push_back(static_cast<uint32_t>(at - names.begin()));
    }
    collect_bound_names(*s.rhs, names);
    const Scope scope(*this, std::move(names));
    node->scope = scope.info;
    node->body = compile(*s.rhs);
    return node;
  }

  AstNode* call(const Syntax& s) {
    auto* node = make<CallNode>(s.kind == Kind::Partial ? NodeType::Partial : NodeType::Call, s);
    node->is_thunk = s.is_thunk;
    node->procedure = compile(*s.lhs);
    node->arguments = all(s.items);
    if (s.lhs->kind == Kind::Path && s.lhs->items.front()->value.is_string()) {
      const Syntax& first = *s.lhs->items.front();
      node->name = first.text;
      node->near = variable(first, first.text);
    } else if (s.lhs->kind == Kind::Variable) {
      node->name = s.lhs->text;
      if (node->procedure->type == NodeType::Variable && node->procedure->after == nullptr) {
        const auto& procedure = static_cast<const VariableNode&>(*node->procedure);
        node->external = procedure.external;
        if (procedure.locals.empty()) node->builtin = program_.externals[procedure.external].builtin;
      }
    }
    return node;
  }

  AstNode* transform(const Syntax& s) {
    auto* node = make<TransformNode>(NodeType::Transform, s);
    node->pattern = compile(*s.lhs);
    node->update = compile(*s.rhs);
    if (s.third != nullptr) node->deletion = compile(*s.third);
    node->clone = variable(s, "clone");
    return node;
  }

  // ---- operators

  AstNode* binary(const Syntax& s) {
    struct Row {
      std::string_view text;
      NodeType type;
      Operation operation;
    };
    static constexpr Row kRows[] = {
        {"+", NodeType::Arithmetic, Operation::Add},
        {"-", NodeType::Arithmetic, Operation::Subtract},
        {"*", NodeType::Arithmetic, Operation::Multiply},
        {"/", NodeType::Arithmetic, Operation::Divide},
        {"%", NodeType::Arithmetic, Operation::Modulo},
        {"=", NodeType::Equality, Operation::Equal},
        {"!=", NodeType::Equality, Operation::Unequal},
        {"<", NodeType::Comparison, Operation::Less},
        {"<=", NodeType::Comparison, Operation::LessEqual},
        {">", NodeType::Comparison, Operation::Greater},
        {">=", NodeType::Comparison, Operation::GreaterEqual},
        {"&", NodeType::Concatenation, Operation::Add},
        {"and", NodeType::And, Operation::Add},
        {"or", NodeType::Or, Operation::Add},
        {"in", NodeType::Inclusion, Operation::Add},
        {"..", NodeType::Range, Operation::Add},
        {"??", NodeType::Coalesce, Operation::IfExists},
        {"?:", NodeType::Coalesce, Operation::IfTrue},
    };
    const auto* row =
        std::find_if(std::begin(kRows), std::end(kRows), [&s](const Row& r) { return r.text == s.text; });
    auto* node = make<BinaryNode>(row->type, s);
    node->operation = row->operation;
    node->lhs = compile(*s.lhs);
    node->rhs = compile(*s.rhs);
    return node;
  }

  // ---- paths

  AstNode* path(const Syntax& s) {
    auto* node = make<PathNode>(NodeType::Path, s);
    const Syntax& first = *s.items.front();
    node->starts_with_variable = first.kind == Kind::Variable;
    node->starts_with_cons_array = first.is_cons_array;
    node->keep_singleton = s.keep_singleton;
    node->gives_tuples = s.is_tuple;
    const size_t tuples_from = first_tuple_step(s);
    for (size_t i = 0; i < tuples_from; ++i) node->steps.push_back(step(*s.items[i]));
    if (tuples_from < s.items.size()) {
      std::vector<std::string> names;
      collect_tuple_names(s, names);
      const Scope scope(*this, std::move(names));
      node->tuple_scope = scope.info;
      for (size_t i = tuples_from; i < s.items.size(); ++i) node->steps.push_back(step(*s.items[i]));
      if (s.group) node->group = group(*s.group, s.group_position);
    } else if (s.group) {
      node->group = group(*s.group, s.group_position);
    }
    node->is_plain =
        tuples_from == s.items.size() && !node->keep_singleton && !node->group &&
        std::all_of(node->steps.begin(), node->steps.end(), [&node](const PathStep& made) {
          if (made.expression == nullptr || !made.stages.empty()) return false;
          if (made.expression->after != nullptr || made.expression->keep_array) return false;
          const bool is_first = &made == &node->steps.front();
          return made.expression->type == NodeType::Name || (is_first && node->starts_with_variable);
        });
    return node;
  }

  PathStep step(const Syntax& s) {
    PathStep made;
    if (s.kind == Kind::Sort) {
      for (const SortTerm& term : s.terms) made.terms.push_back({compile(*term.expression), term.descending});
    } else {
      made.expression = compile(s);
    }
    if (s.stages) made.stages = stages(*s.stages);
    if (!s.focus.empty()) made.focus = Value::string(s.focus);
    if (!s.index.empty()) made.index = Value::string(s.index);
    if (s.ancestor != nullptr) made.ancestor = Value::string(ancestor_name(*s.ancestor));
    made.is_tuple = s.is_tuple;
    return made;
  }

  Program& program_;
  Scope* scope_ = nullptr;
};

}  // namespace

Expected<std::unique_ptr<const Program>> compile(std::string_view text, Dialect dialect) {
  SyntaxArena arena;
  auto parsed = parse_syntax(text, dialect, arena);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  auto resolved = resolve_paths(*parsed, arena);
  if (!resolved) return tl::unexpected(std::move(resolved.error()));
  auto program = std::make_unique<Program>();
  program->dialect = dialect;
  Compiler(*program).run(**resolved);
  return std::unique_ptr<const Program>(std::move(program));
}

}  // namespace pawl::jsonata
