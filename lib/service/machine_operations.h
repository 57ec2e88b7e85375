// Operations on state machines, their versions, aliases and tags (API reference). Each takes a call's input,
// whose shape has been checked.
#pragma once
#include "service/parts.h"
#include "service/state_machine.h"
#include "service/states_arn.h"

namespace pawl::service {

Served<Value> create_machine(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> update_machine(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> delete_machine(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_machine(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> list_machines(ServiceParts& parts, const Value& input, const CallScope& scope);

Served<Value> publish_version(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> delete_version(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> list_versions(ServiceParts& parts, const Value& input, const CallScope& scope);

Served<Value> create_alias(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> update_alias(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> delete_alias(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_alias(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> list_aliases(ServiceParts& parts, const Value& input, const CallScope& scope);

/// What a state machine's ARN names. Errors: InvalidArn, StateMachineDoesNotExist.
struct NamedMachine {
  ServedMachine* machine;
  StatesArn arn;
  const MachineVersion* version = nullptr;  // that it names
  const MachineAlias* alias = nullptr;      // that it names
};
Served<NamedMachine> find_machine(ServiceParts& parts, std::string_view arn);
/// Of an ARN that must name no version and no alias.
Served<NamedMachine> find_base_machine(ServiceParts& parts, std::string_view arn);
tl::unexpected<ServiceFault> no_machine(std::string_view arn);

/// Members that DescribeStateMachine and DescribeStateMachineForExecution share.
Value described_revision(const ServedMachine& machine, const MachineRevision& revision, bool with_definition);

/// The number of the current revision's version, a new one if it has none. The caller writes the change.
uint64_t publish(ServedMachine& machine, std::string_view description, Millis now);

}  // namespace pawl::service
