// The tree a parser makes of an expression's text. It only lives while an Expression is made: parser.cpp
// builds it as the grammar has it, paths.cpp gathers the steps of paths and finds parents, compile.cpp turns
// it into the tree that is evaluated.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/regex.h"
#include "jsonata/signature.h"
#include "value/value.h"

namespace pawl::jsonata {

/// How deep an expression's text may nest, so that the passes over its tree may recurse.
inline constexpr uint32_t kMaxSyntaxHeight = 4'000;

struct Syntax;

/// Where a `%` finds its object: a step of a path that keeps what it was applied to.
struct AncestorSlot {
  uint32_t label = 0;
  int level = 1;       // steps still to go up
  uint32_t index = 0;  // of the `%` among all
};

struct SyntaxStage {
  Syntax* filter = nullptr;  // null: an index is bound here
  std::string index;
  size_t position = 0;
};

struct SortTerm {
  Syntax* expression = nullptr;
  bool descending = false;
};

struct Syntax {
  enum class Kind : uint8_t {
    String,
    Number,
    Literal,
    Name,
    Variable,
    Operator,
    Placeholder,
    Wildcard,
    Descendant,
    Parent,
    Regex,
    End,
    Path,
    Binary,
    Negate,
    Array,
    Object,
    Bind,
    Condition,
    Block,
    Function,
    Partial,
    Lambda,
    Apply,
    Transform,
    Sort,
    Coalesce,  // a ?? b, a ?: b
    Dot,
    Filter,
    Group,
    Focus,
    Index  // only until paths.cpp has seen them
  };

  Kind kind;
  size_t position = 0;
  uint32_t height = 1;
  std::string text;  // operator, name, variable
  Value value;

  Syntax* lhs = nullptr;       // also the condition, the procedure, the pattern
  Syntax* rhs = nullptr;       // also `then`, the body, the update
  Syntax* third = nullptr;     // `else`, the delete clause
  std::vector<Syntax*> items;  // elements, arguments, parameters, steps, expressions of a block
  std::vector<std::pair<Syntax*, Syntax*>> pairs;
  std::vector<SortTerm> terms;
  std::shared_ptr<const pawl::Regex> regex;
  std::shared_ptr<const jsonata::Signature> signature;

  bool keep_array = false;      // `[]` follows
  bool is_thunk = false;        // a call in tail position
  bool is_cons_array = false;   // an array constructor that starts or ends a path
  bool keep_singleton = false;  // of a path
  bool is_tuple = false;
  std::string focus;
  std::string index;
  std::shared_ptr<AncestorSlot> ancestor;  // whose object this step keeps
  std::shared_ptr<AncestorSlot> parent;    // of a `%`
  std::vector<std::shared_ptr<AncestorSlot>> seeking_parent;
  std::optional<std::vector<SyntaxStage>> predicates;
  std::optional<std::vector<SyntaxStage>> stages;
  std::optional<std::vector<std::pair<Syntax*, Syntax*>>> group;
  size_t group_position = 0;
};

/// Owns the nodes, flat: ending it needs no stack.
using SyntaxArena = std::deque<Syntax>;

}  // namespace pawl::jsonata
