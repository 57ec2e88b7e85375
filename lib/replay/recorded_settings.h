// What the first event's `pawl` says of the execution itself.
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "engine/execution.h"

namespace pawl::replay {

/// The seed of its random numbers; nullopt: none is told. Errors: it is no whole number of 64 bits.
Result<std::optional<uint64_t>> recorded_seed(const Value& extras);

/// The limits it has; AWS's where nothing is said at all.
engine::Limits recorded_limits(const Value& extras);

}  // namespace pawl::replay
