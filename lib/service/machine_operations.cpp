#include "service/machine_operations.h"
#include "service/json.h"

#include <algorithm>
#include <utility>

#include "base/random_source.h"
#include "runtime/clock.h"
#include "service/configurations.h"
#include "service/definition_check.h"
#include "service/executions.h"
#include "service/machine_store.h"
#include "service/names.h"
#include "service/paging.h"
#include "value/compare.h"
#include "value/members.h"

namespace pawl::service {

namespace {

using Kind = StatesArn::Kind;

Value machine_made(const ServedMachine& machine) {
  Value answer =
      Value::object({{"stateMachineArn", text(machine.arn)}, {"creationDate", api_time(machine.created)}});
  if (machine.is_published) add(answer, "stateMachineVersionArn", text(machine.version_arn(1)));
  return answer;
}

/// What a call makes of the state machine's configuration. Errors: AWS's of each.
Served<MachineRevision> revision_of(const Value& input) {
  MachineRevision revision;
  revision.definition = text_of(input, "definition");
  revision.role_arn = text_of(input, "roleArn");
  PAWL_TRY(revision.logging, logging_configuration(given(input, "loggingConfiguration")));
  revision.tracing = tracing_configuration(given(input, "tracingConfiguration"));
  PAWL_TRY(revision.encryption, encryption_configuration(given(input, "encryptionConfiguration")));
  return revision;
}

bool is_same_request(const ServedMachine& machine, const MachineRevision& asked, const Value& input) {
  const MachineRevision& first = machine.revisions.front();
  return first.definition == asked.definition && deep_equal(first.logging, asked.logging) &&
         deep_equal(first.tracing, asked.tracing) && deep_equal(first.encryption, asked.encryption) &&
         text_of(input, "type") == (machine.type == asl::WorkflowType::Express ? "EXPRESS"
                                    : text_of(input, "type").empty()           ? ""
                                                                               : "STANDARD") &&
         is_true(input, "publish") == machine.is_published &&
         text_of(input, "versionDescription") == machine.first_description;
}

}  // namespace

tl::unexpected<ServiceFault> no_machine(std::string_view arn) {
  return fault("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + std::string(arn) + "'");
}

Served<NamedMachine> find_machine(ServiceParts& parts, std::string_view text) {
  PAWL_TRY(StatesArn arn, StatesArn::parse(text, Kind::StateMachine));
  ServedMachine* machine = parts.machines.find(arn.name);
  if (machine == nullptr || machine->arn != arn.machine()) return no_machine(text);
  NamedMachine named{machine, std::move(arn)};
  if (!named.arn.qualifier.empty()) {
    if (named.arn.is_version()) named.version = machine->version(std::string_view(named.arn.qualifier));
    else named.alias = machine->alias(named.arn.qualifier);
    if (named.version == nullptr && named.alias == nullptr) return no_machine(text);
  }
  return named;
}

Served<NamedMachine> find_base_machine(ServiceParts& parts, std::string_view text) {
  PAWL_TRY(NamedMachine named, find_machine(parts, text));
  if (!named.arn.qualifier.empty()) return no_machine(text);
  return named;
}

uint64_t publish(ServedMachine& machine, std::string_view description, Millis now) {
  const size_t current = machine.revisions.size() - 1;
  for (const MachineVersion& version : machine.versions) {
    if (version.revision == current) return version.number;
  }
  machine.versions.push_back({++machine.last_version, current, std::string(description), now});
  return machine.last_version;
}

Served<Value> create_machine(ServiceParts& parts, const Value& input, const CallScope& scope) {
  const std::string_view name = text_of(input, "name");
  const bool is_published = is_true(input, "publish");
  PAWL_CHECK(check_name(name));
  if (given(input, "versionDescription") != nullptr && !is_published)
    return invalid("Version description can only be set when publish is true");
  PAWL_TRY(MachineRevision revision, revision_of(input));
  if (const ServedMachine* there = parts.machines.find(name)) {
    if (there->is_deleting)
      return fault("StateMachineDeleting", "State Machine Is Deleting: '" + there->arn + "'");
    if (is_same_request(*there, revision, input)) return machine_made(*there);
    return fault("StateMachineAlreadyExists", "State Machine Already Exists: '" + there->arn + "'");
  }
  ServedMachine machine;
  machine.type =
      text_of(input, "type") == "EXPRESS" ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  PAWL_CHECK(valid_definition(revision.definition, machine.type));
  machine.name = name;
  machine.arn = parts.arn_prefix(scope) + "stateMachine:" + machine.name;
  machine.created = revision.updated = runtime::wall_millis();
  machine.is_published = is_published;
  machine.first_description = text_of(input, "versionDescription");
  machine.revisions.push_back(std::move(revision));
  if (is_published) publish(machine, machine.first_description, machine.created);
  if (const Value* tags = given(input, "tags")) add_tags(machine.tags, *tags);
  PAWL_TRY(const ServedMachine* made, parts.machines.add(std::move(machine)));
  return machine_made(*made);
}

Served<Value> update_machine(ServiceParts& parts, const Value& input, const CallScope&) {
  const bool is_published = is_true(input, "publish");
  const auto has = [&input](std::string_view member) { return given(input, member) != nullptr; };
  PAWL_TRY(const NamedMachine named, find_base_machine(parts, text_of(input, "stateMachineArn")));
  if (!has("definition") && !has("roleArn") && !has("loggingConfiguration") && !has("tracingConfiguration") &&
      !has("encryptionConfiguration")) {
    return fault(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must "
        "be specified");
  }
  if (has("versionDescription") && !is_published)
    return invalid("Version description can only be set when publish is true");
  ServedMachine changed = *named.machine;
  MachineRevision revision = changed.current();
  if (has("definition")) {
    revision.definition = text_of(input, "definition");
    revision.file.clear();
  }
  if (has("roleArn")) revision.role_arn = text_of(input, "roleArn");
  if (const Value* logging = given(input, "loggingConfiguration")) {
    PAWL_TRY(revision.logging, logging_configuration(logging));
  }
  if (const Value* tracing = given(input, "tracingConfiguration"))
    revision.tracing = tracing_configuration(tracing);
  if (const Value* encryption = given(input, "encryptionConfiguration")) {
    PAWL_TRY(revision.encryption, encryption_configuration(encryption));
  }
  if (has("definition")) PAWL_CHECK(valid_definition(revision.definition, changed.type));
  const MachineRevision& before = changed.current();
  const Millis now = runtime::wall_millis();
  const bool is_same = before.definition == revision.definition && before.role_arn == revision.role_arn &&
                       deep_equal(before.logging, revision.logging) &&
                       deep_equal(before.tracing, revision.tracing) &&
                       deep_equal(before.encryption, revision.encryption);
  if (!is_same) {
    revision.id = parts.executions.new_uuid();
    revision.updated = now;
    changed.revisions.push_back(std::move(revision));
  }
  const Millis updated = is_same && changed.current().id.empty() ? changed.created : now;
  Value answer = Value::object({{"updateDate", api_time(updated)}});
  if (!changed.current().id.empty()) add(answer, "revisionId", text(changed.current().id));
  if (is_published) {
    const uint64_t number = publish(changed, text_of(input, "versionDescription"), now);
    add(answer, "stateMachineVersionArn", text(changed.version_arn(number)));
  }
  PAWL_CHECK(parts.machines.update(*named.machine, std::move(changed)));
  return answer;
}

Served<Value> delete_machine(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const StatesArn arn, StatesArn::parse(text_of(input, "stateMachineArn"), Kind::StateMachine));
  if (!arn.label.empty()) return invalid("API_DOES_NOT_SUPPORT_LABELED_ARNS: " + arn.text);
  ServedMachine* machine = parts.machines.find(arn.name);
  if (machine == nullptr || machine->arn != arn.text) return Value::empty_object();
  if (parts.executions.running_of(machine->arn) == 0) {
    parts.machines.remove(machine->name);
    return Value::empty_object();
  }
  ServedMachine changed = *machine;
  changed.is_deleting = true;
  changed.versions.clear();
  changed.aliases.clear();
  PAWL_CHECK(parts.machines.update(*machine, std::move(changed)));
  parts.executions.stop_all_of(machine->arn);
  return Value::empty_object();
}

Value described_revision(const ServedMachine& machine, const MachineRevision& revision,
                         bool with_definition) {
  Value answer =
      Value::object({{"name", text(machine.name)},
                     {"definition", text(with_definition ? std::string_view(revision.definition) : "")},
                     {"roleArn", text(revision.role_arn)},
                     {"loggingConfiguration", revision.logging},
                     {"tracingConfiguration", revision.tracing},
                     {"encryptionConfiguration", revision.encryption}});
  if (!revision.id.empty()) add(answer, "revisionId", text(revision.id));
  const Value references = variable_references(revision.definition, machine.type);
  if (references.is_object()) add(answer, "variableReferences", references);
  return answer;
}

Served<Value> describe_machine(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_machine(parts, text_of(input, "stateMachineArn")));
  const ServedMachine& machine = *named.machine;
  const MachineVersion* version = named.version;
  if (named.alias != nullptr) version = machine.version(named.alias->routes.front().version);
  const MachineRevision& revision =
      version != nullptr ? machine.revisions[version->revision] : machine.current();
  Value answer = described_revision(machine, revision, text_of(input, "includedData") != "METADATA_ONLY");
  add(answer, "stateMachineArn", text(named.arn.text));
  add(answer, "status", text(machine.is_deleting ? "DELETING" : "ACTIVE"));
  add(answer, "type", text(name_of(machine.type)));
  add(answer, "creationDate", api_time(named.version != nullptr ? named.version->created : machine.created));
  if (!named.arn.label.empty()) add(answer, "label", text(named.arn.label));
  if (named.version != nullptr && !named.version->description.empty())
    add(answer, "description", text(named.version->description));
  return answer;
}

Served<Value> list_machines(ServiceParts& parts, const Value& input, const CallScope&) {
  constexpr std::string_view kWhat = "ListStateMachines";
  PAWL_TRY(const PageRequest page, page_request(input, kWhat));
  return page_of(
      "stateMachines", parts.machines.all(), page, kWhat, [](const auto& one) { return one.first; },
      [](const auto& one) {
        const ServedMachine& machine = *one.second;
        return Value::object({{"stateMachineArn", text(machine.arn)},
                              {"name", text(machine.name)},
                              {"type", text(name_of(machine.type))},
                              {"creationDate", api_time(machine.created)}});
      });
}

}  // namespace pawl::service
