// The intrinsic functions: one table of name, number of arguments and implementation. Private to intrinsics/.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/random_source.h"
#include "value/value.h"

namespace pawl::intrinsics {

/// Why a function cannot work with its arguments.
using FunctionResult = tl::expected<Value, std::string>;

inline FunctionResult refuse(std::string message) { return tl::unexpected<std::string>(std::move(message)); }

/// What a function is called with. `template_pieces` is set where the first argument is a string literal.
struct Arguments {
  std::span<const Value> values;
  const std::vector<std::string>* template_pieces = nullptr;
  RandomSource& random;

  const Value& operator[](size_t i) const { return values[i]; }
  [[nodiscard]] size_t size() const { return values.size(); }
};

struct Function {
  std::string_view name;  // without `States.`
  uint16_t least;
  uint16_t most;
  FunctionResult (*call)(const Arguments&);
};

/// Any number of arguments.
inline constexpr uint16_t kUnlimited = UINT16_MAX;

/// Null pointer for a name that is not known.
const Function* find_function(std::string_view name);
std::span<const Function> functions();

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
