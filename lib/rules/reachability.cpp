#include "rules/reachability.h"

namespace pawl::rules {

bool has_terminal_state(const asl::Block& block) {
  for (const auto& state : block.states) {
    if (state->type() != asl::StateType::Choice && state->next == nullptr) return true;
  }
  return false;
}

}  // namespace pawl::rules
