// Walking the Task states of a machine.
#pragma once
#include "asl/state_machine.h"

namespace pawl::analysis {

/// Calls `visit(const State&, const Task&)` for each Task state, nested ones too.
template <class Visit>
void for_each_task(const asl::StateMachine& machine, Visit visit) {
  for (const asl::State* state : machine.states) {
    if (const auto* task = std::get_if<asl::Task>(&state->kind)) visit(*state, *task);
  }
}

}  // namespace pawl::analysis
