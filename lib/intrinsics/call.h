// What an intrinsic expression is parsed to. Private to intrinsics/.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "intrinsics/registry.h"
#include "jsonpath/path.h"
#include "value/value.h"

namespace pawl::intrinsics {

/// A string literal. Escapes are resolved in `value`; `pieces` is the text around its `{}` placeholders,
/// which States.Format fills in (an escaped brace is no placeholder).
struct StringLiteral {
  Value value;
  std::vector<std::string> pieces;
};

struct Argument;

struct Call {
  const Function* function = nullptr;
  std::vector<Argument> arguments;
};

struct Argument {
  std::variant<Value, StringLiteral, jsonpath::Path, Call> content;
};

}  // namespace pawl::intrinsics
