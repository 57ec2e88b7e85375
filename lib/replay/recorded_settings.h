// Settings of an execution, from the `pawl` member of its first event.
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "engine/execution.h"

namespace pawl::replay {

/// The seed of its random numbers; nullopt: none is recorded. Errors: not a whole number of 64 bits.
Result<std::optional<uint64_t>> recorded_seed(const Value& extras);

/// Its limits; AWS's if `extras` is null.
engine::Limits recorded_limits(const Value& extras);

}  // namespace pawl::replay
