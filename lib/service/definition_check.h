// Definitions that calls bring: what AWS would say of them.
#pragma once
#include <string_view>

#include "asl/state_machine.h"
#include "service/fault.h"
#include "source/diagnostic.h"
#include "value/value.h"
#include "workflow/definition.h"

namespace pawl::service {

workflow::Definition read_definition_text(std::string_view text, asl::WorkflowType type);

/// Errors: InvalidDefinition with all that is wrong.
Served<workflow::Definition> valid_definition(std::string_view text, asl::WorkflowType type);

/// The variables that each state reads, sorted: `variableReferences` of DescribeStateMachine; null: none
/// reads any. The definition is valid.
Value variable_references(std::string_view text, asl::WorkflowType type);

/// ValidateStateMachineDefinition.
Served<Value> validate_definition(const Value& input);

}  // namespace pawl::service
