// What can be known of an expression before it is evaluated: which variables it needs, and its value where
// what is known of them decides it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/jsonata.h"

namespace pawl::jsonata {

/// What is known of a value.
struct Foreknown {
  enum class Kind : uint8_t { Nothing, Undefined, Value };
  Kind kind = Kind::Nothing;
  Value value;

  static Foreknown undefined() { return {.kind = Kind::Undefined, .value = {}}; }
  static Foreknown of(pawl::Value value) { return {.kind = Kind::Value, .value = std::move(value)}; }
};

/// What is known of a variable, by its name without the $.
using KnownVariables = std::function<Foreknown(std::string_view name)>;

/// What is known of the result. An evaluation that fails has none: nothing is promised about errors.
Foreknown known_result(const Expression& expression, const KnownVariables& variables);
/// Whether a condition takes the value for true; nullopt if that is not known.
std::optional<bool> known_truth(const Foreknown& value);

/// A variable from outside of the expression that its value depends on.
struct VariableRead {
  std::string name;
  size_t position = 0;       // byte in the text; of the first read that is not guarded, if there is one
  bool is_guarded = false;   // no harm is done where it is unset: it is only tested, or read after a test
  bool is_function = false;  // a built-in function has the name, and is meant where the variable is unset
};

/// Each once, in the order of the text.
std::vector<VariableRead> variable_reads(const Expression& expression);

}  // namespace pawl::jsonata
