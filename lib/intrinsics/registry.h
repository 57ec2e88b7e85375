// The intrinsic functions: one table of name, number of arguments and implementation. Private to intrinsics/.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/random_source.h"
#include "value/value.h"

namespace pawl::intrinsics {

inline constexpr uint64_t kMaxText = 16 << 20;  // bytes of a text that a function makes

/// Why a function cannot work with its arguments.
using FunctionResult = tl::expected<Value, std::string>;

inline FunctionResult refuse(std::string message) { return tl::unexpected<std::string>(std::move(message)); }

/// A text for States.Format: the pieces around its `{}`.
struct FormatTemplate {
  std::vector<std::string> pieces;
  std::string fault;  // why nothing can be made of it; empty if something can
};
/// `escaped`: the text is written in an intrinsic function, where a backslash takes a brace its meaning.
FormatTemplate parse_format_template(std::string_view text, bool escaped);

/// What a function is called with. `format` is set where the first argument is a string literal.
struct Arguments {
  std::span<const Value> values;
  const FormatTemplate* format = nullptr;
  RandomSource& random;

  const Value& operator[](size_t i) const { return values[i]; }
  [[nodiscard]] size_t size() const { return values.size(); }
};

enum class Type : uint8_t { Any, Boolean, Number, Text, Array, Object };

/// What may stand in one place of a call.
struct Parameter {
  Type type = Type::Any;
  std::string_view must_be;  // "an array"
  bool (*fits)(const Value&) = nullptr;
};

struct IntrinsicFunction {
  std::string_view name;  // without `States.`
  uint16_t least;
  uint16_t most;
  FunctionResult (*call)(const Arguments&);  // with arguments that fit
  Type gives = Type::Any;
  std::array<const Parameter*, 3> parameters{};  // null pointer: anything
};

/// Any number of arguments.
inline constexpr uint16_t kUnlimited = UINT16_MAX;

/// Null pointer for a name that is not known.
const IntrinsicFunction* find_function(std::string_view name);
std::span<const IntrinsicFunction> functions();

/// What the function wants in that place; null pointer: anything.
inline const Parameter* parameter_of(const IntrinsicFunction& function, size_t index) {
  return index < function.parameters.size() ? function.parameters[index] : nullptr;
}
/// Why a value that does not fit cannot stand there.
std::string unfit_argument(const IntrinsicFunction& function, size_t index);

// array.cpp
FunctionResult array(const Arguments&);
FunctionResult array_partition(const Arguments&);
FunctionResult array_contains(const Arguments&);
FunctionResult array_range(const Arguments&);
FunctionResult array_get_item(const Arguments&);
FunctionResult array_length(const Arguments&);
FunctionResult array_unique(const Arguments&);
// string.cpp
FunctionResult format(const Arguments&);
FunctionResult string_split(const Arguments&);
FunctionResult uuid(const Arguments&);
// json.cpp
FunctionResult string_to_json(const Arguments&);
FunctionResult json_to_string(const Arguments&);
FunctionResult json_merge(const Arguments&);
// math.cpp
FunctionResult math_random(const Arguments&);
FunctionResult math_add(const Arguments&);
// encoding.cpp
FunctionResult base64_encode(const Arguments&);
FunctionResult base64_decode(const Arguments&);
FunctionResult hash(const Arguments&);

}  // namespace pawl::intrinsics
