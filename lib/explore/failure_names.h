// Error names that a Retrier or a Catcher takes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "asl/state.h"

namespace pawl::explore {

/// An error that a task may end with.
struct FailurePlan {
  std::string error;
  uint32_t times = 1;  // how often in a row
};

/// How a task of `state` has to fail for the Catcher `index` to take the error, after all retries; the most
/// likely first. Empty: earlier Catchers take all of its errors.
std::vector<FailurePlan> failures_for_catcher(const asl::State& state, uint32_t index);
/// The same for the entry `index` of Retry to be used.
std::vector<FailurePlan> failures_for_retrier(const asl::State& state, uint32_t index);

}  // namespace pawl::explore
