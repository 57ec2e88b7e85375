// Numeric arguments as AWS takes them: rounded to whole numbers. Private to intrinsics/.
#pragma once
#include <cstdint>
#include <optional>

#include "value/value.h"

namespace pawl::intrinsics {

/// A number rounded as Java's Math.round does (half up: -1.5 is -1), held within int64; nullopt for what is
/// no number.
std::optional<int64_t> rounded(const Value& value);

}  // namespace pawl::intrinsics
