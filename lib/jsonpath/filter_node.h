// A filter, compiled: `[?(@.price > 5 && !(@.sold))]`. Private to jsonpath/.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jsonpath/pattern.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {

enum class Operator : uint8_t {
  GreaterOrEqual,
  LessOrEqual,
  Equal,
  SameTypeEqual,
  NotEqual,
  SameTypeNotEqual,
  Less,
  Greater,
  Matches,
  NotIn,
  In,
  Contains,
  All,
  Size,
  Exists,
  Type,
  Predicate,
  Empty,
  SubsetOf,
  AnyOf,
  NoneOf,
};

/// What an operand is. Path is replaced by what it finds before operators see it.
enum class OperandKind : uint8_t { Undefined, Null, Boolean, Number, String, Json, Pattern, Path };

struct Operand {
  OperandKind kind = OperandKind::Null;
  Value value;             // of a literal; of Json: what its text means
  std::string text;        // of a number: its decimal text; of Json: as written
  std::string json_error;  // Json whose text has no meaning fails when it is used
  std::unique_ptr<Pattern> pattern;
  std::unique_ptr<Program> path;
  bool existence = false;  // a path that stands alone asks whether it finds anything
  bool expected = true;    // and `!` before it whether it finds nothing
};

struct FilterNode {
  enum class Kind : uint8_t { Or, And, Not, Comparison };
  Kind kind = Kind::Comparison;
  std::vector<FilterNode> children;
  Operator op = Operator::Equal;
  Operand left;
  Operand right;
};

}  // namespace pawl::jsonpath
