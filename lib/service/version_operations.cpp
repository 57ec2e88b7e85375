#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/clock.h"
#include "service/machine_operations.h"
#include "service/machine_store.h"
#include "service/paging.h"
#include "value/members.h"

namespace pawl::service {

using Kind = StatesArn::Kind;

Served<Value> publish_version(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_base_machine(parts, text_of(input, "stateMachineArn")));
  ServedMachine changed = *named.machine;
  const std::string current = changed.current().id.empty() ? "INITIAL" : changed.current().id;
  if (const Value* asked = given(input, "revisionId"); asked != nullptr && asked->as_string() != current) {
    return fault("ConflictException",
                 fmt::format("Failed to publish the State Machine version for revision {}. The current State "
                             "Machine revision is {}.",
                             asked->as_string(), current));
  }
  const uint64_t number = publish(changed, text_of(input, "description"), runtime::wall_millis());
  const Millis created = changed.version(number)->created;
  PAWL_CHECK(parts.machines.update(*named.machine, std::move(changed)));
  return Value::object({{"stateMachineVersionArn", Value::string(named.machine->version_arn(number))},
                        {"creationDate", api_time(created)}});
}

Served<Value> delete_version(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const StatesArn arn,
           StatesArn::parse(text_of(input, "stateMachineVersionArn"), Kind::StateMachine));
  if (!arn.is_version()) return invalid("Invalid Arn: 'The ARN names no version: " + arn.text + "'");
  ServedMachine* machine = parts.machines.find(arn.name);
  if (machine == nullptr || machine->arn != arn.machine()) return Value::empty_object();
  const MachineVersion* version = machine->version(std::string_view(arn.qualifier));
  if (version == nullptr) return Value::empty_object();
  const uint64_t number = version->number;
  std::string referring;
  for (const MachineAlias& alias : machine->aliases) {
    if (std::ranges::find(alias.routes, number, &VersionRoute::version) != alias.routes.end())
      referring += (referring.empty() ? "" : ", ") + alias.name;
  }
  if (!referring.empty()) {
    return fault(
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing "
        "this version: [" +
            referring + "]");
  }
  ServedMachine changed = *machine;
  std::erase_if(changed.versions, [number](const MachineVersion& one) { return one.number == number; });
  PAWL_CHECK(parts.machines.update(*machine, std::move(changed)));
  return Value::empty_object();
}

Served<Value> list_versions(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_base_machine(parts, text_of(input, "stateMachineArn")));
  const std::string what = "ListStateMachineVersions " + named.arn.text;
  PAWL_TRY(const PageRequest page, page_request(input, what));
  std::vector<MachineVersion> newest_first = named.machine->versions;
  std::ranges::reverse(newest_first);
  return page_of(
      "stateMachineVersions", newest_first, page, what,
      [](const MachineVersion& one) { return fmt::format("{:020}", UINT64_MAX - one.number); },
      [&named](const MachineVersion& one) {
        return Value::object(
            {{"stateMachineVersionArn", Value::string(named.machine->version_arn(one.number))},
             {"creationDate", api_time(one.created)}});
      });
}

}  // namespace pawl::service
