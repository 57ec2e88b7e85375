// Retry (spec: "Retrying after error"): one counter per retrier, the first that matches decides.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "asl/state.h"
#include "asl/state_error.h"
#include "base/random_source.h"
#include "base/timestamp.h"

namespace pawl::engine {

/// How often each retrier of a state has been used since the state was entered.
struct RetryCounts {
  std::vector<uint32_t> used;  // by retrier; empty before the first failure
  uint32_t total = 0;          // $$.State.RetryCount
};

/// A retry that is due after a delay.
struct NextRetry {
  size_t retrier;  // index in the state's Retry
  Millis delay;
};

/// Counts an attempt and returns it; nullopt: no retrier matches, or the first that does has no attempts
/// left.
std::optional<NextRetry> next_retry(const asl::State& state, const asl::StateError& error,
                                    RetryCounts& counts, RandomSource& random);

/// The catcher that takes the error, or null pointer.
const asl::Catcher* find_catcher(const asl::State& state, const asl::StateError& error);

}  // namespace pawl::engine
