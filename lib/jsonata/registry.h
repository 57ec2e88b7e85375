// The built-in functions: one table of name, signature and implementation.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "jsonata/frame.h"
#include "jsonata/signature.h"
#include "value/value.h"

namespace pawl::jsonata {

class Evaluator;

/// What a built-in function is called with.
struct Call {
  Evaluator& evaluator;
  std::span<Value> arguments;
  const Value& input;  // the context
  VariableFrame* frame;

  [[nodiscard]] size_t size() const { return arguments.size(); }
  static const Value& nothing();
  /// Undefined where no argument is given.
  [[nodiscard]] const Value& operator[](size_t i) const {
    return i < arguments.size() ? arguments[i] : nothing();
  }
};

struct Builtin {
  std::string_view name;
  std::string_view signature;
  uint8_t arity;  // how many arguments $map and its like hand it at most
  Value (*function)(const Call&);
};

/// Null pointer for a name that is not known. $eval is not: Step Functions has none.
const Builtin* find_builtin(std::string_view name);
std::span<const Builtin> builtins();
const Signature& signature_of(const Builtin& builtin);

}  // namespace pawl::jsonata
