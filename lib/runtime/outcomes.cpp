#include "runtime/outcomes.h"

#include <algorithm>
#include <functional>

namespace pawl::runtime {

using engine::Outcome;

namespace {

bool is_failure(const Outcomes::value_type& one) {
  return one.second.type == Outcome::Type::Failed || one.second.type == Outcome::Type::TimedOut;
}

}  // namespace

bool has_failure(const Outcomes& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(), is_failure);
}

void deliver(engine::Execution& execution, Outcomes& outcomes, Millis now) {
  if (has_failure(outcomes)) std::stable_partition(outcomes.begin(), outcomes.end(), std::not_fn(is_failure));
  for (auto& [id, outcome] : outcomes) {
    execution.resume(id, std::move(outcome), now);
    (void)execution.advance(now);
  }
  outcomes.clear();
}

}  // namespace pawl::runtime
