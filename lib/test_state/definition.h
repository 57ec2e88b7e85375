// The definition of a request: a machine, or one state alone.
#pragma once
#include <memory>
#include <string>

#include "source/document.h"
#include "test_state/state_test.h"

namespace pawl::test_state {

struct TestedDefinition {
  source::Document document;
  std::unique_ptr<asl::StateMachine> machine;
  const asl::State* state = nullptr;
};

/// A machine with the state of this name, or without a name one state, which may lead to states that are not
/// there. The exception is InvalidDefinition with what is wrong, or that there is no such state.
OrException<TestedDefinition> read_definition(const std::string& text, const std::string* state_name);

/// Null pointer: there is none.
const asl::State* find_state(const asl::StateMachine& machine, std::string_view name);

}  // namespace pawl::test_state
