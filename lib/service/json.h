// Values of answers.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>

#include "value/value.h"

namespace pawl::service {

inline Value text(std::string_view of) { return Value::string(of); }
inline Value number(uint64_t of) { return Value::integer(static_cast<int64_t>(of)); }

/// Adds a member to an object.
inline void add(Value& object, std::string_view name, Value value) {
  object = object.with_member(Value::string(name), std::move(value));
}

}  // namespace pawl::service
