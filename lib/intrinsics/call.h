// What an intrinsic expression is parsed to. Private to intrinsics/.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "intrinsics/registry.h"
#include "jsonpath/path.h"
#include "value/value.h"

namespace pawl::intrinsics {

/// A string literal, its escapes resolved in `value`; `format` is what it means to States.Format.
struct StringLiteral {
  Value value;
  FormatTemplate format;
};

struct Argument;

struct IntrinsicCall {
  const IntrinsicFunction* function = nullptr;
  std::vector<Argument> arguments;
};

struct Argument {
  std::variant<Value, StringLiteral, jsonpath::Path, IntrinsicCall> content;
};

}  // namespace pawl::intrinsics
