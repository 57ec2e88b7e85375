// Members of objects as plain types.
#pragma once
#include <cstdint>
#include <string_view>

#include "value/value.h"

namespace pawl {

/// A member that is a text; empty where there is none. Lives as long as `object`.
std::string_view text_of(const Value& object, std::string_view member);
/// A member that is a whole number; `otherwise` where there is none.
int64_t number_of(const Value& object, std::string_view member, int64_t otherwise = 0);

}  // namespace pawl
