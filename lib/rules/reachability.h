// The graph of a block's transitions.
#pragma once
#include <vector>

#include "asl/state_machine.h"

namespace pawl::rules {

/// Whether a state ends the block: Succeed, Fail, or one with End.
bool has_terminal_state(const asl::Block& block);

/// Calls `visit(const State&)` for each state that a transition of `state` names.
template <class Visit>
void for_each_target(const asl::State& state, Visit visit) {
  if (state.next != nullptr) visit(*state.next);
  for (const asl::Catcher& catcher : state.catchers) {
    if (catcher.next != nullptr) visit(*catcher.next);
  }
  if (const auto* choice = std::get_if<asl::Choice>(&state.kind)) {
    for (const asl::ChoiceRule& rule : choice->choices) {
      if (rule.next != nullptr) visit(*rule.next);
    }
    if (choice->default_state != nullptr) visit(*choice->default_state);
  }
}

/// Calls `visit(const Block&)` for the machine's block and all those nested in its states.
template <class Visit>
void for_each_block(const asl::StateMachine& machine, Visit visit) {
  visit(machine.block);
  for (const asl::State* state : machine.states) {
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) visit(map->item_processor);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) visit(branch);
    }
  }
}

}  // namespace pawl::rules
