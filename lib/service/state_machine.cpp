#include "service/state_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "service/json.h"
#include "value/members.h"

namespace pawl::service {

namespace {

Value list(const auto& of, const auto& to_json) {
  std::vector<Value> items;
  items.reserve(of.size());
  for (const auto& one : of) items.push_back(to_json(one));
  return Value::array(std::move(items));
}

Value revision_to_json(const MachineRevision& revision) {
  return Value::object({{"id", text(revision.id)},
                        {"definition", text(revision.definition)},
                        {"roleArn", text(revision.role_arn)},
                        {"loggingConfiguration", revision.logging},
                        {"tracingConfiguration", revision.tracing},
                        {"encryptionConfiguration", revision.encryption},
                        {"updateDate", Value::integer(revision.updated)},
                        {"file", text(revision.file)}});
}

Value version_to_json(const MachineVersion& version) {
  return Value::object({{"number", number(version.number)},
                        {"revision", number(version.revision)},
                        {"description", text(version.description)},
                        {"creationDate", Value::integer(version.created)}});
}

Value route_to_json(const VersionRoute& route) {
  return Value::object({{"version", number(route.version)}, {"weight", Value::integer(route.weight)}});
}

Value alias_to_json(const MachineAlias& alias) {
  return Value::object({{"name", text(alias.name)},
                        {"description", alias.description ? text(*alias.description) : Value()},
                        {"routes", list(alias.routes, route_to_json)},
                        {"creationDate", Value::integer(alias.created)},
                        {"updateDate", Value::integer(alias.updated)}});
}

std::string text_member(const Value& json, std::string_view name) { return std::string(text_of(json, name)); }
uint64_t count_member(const Value& json, std::string_view name) {
  return static_cast<uint64_t>(std::max<int64_t>(0, number_of(json, name)));
}
bool flag_member(const Value& json, std::string_view name) {
  const Value* value = json.find(name);
  return value != nullptr && value->is_boolean() && value->as_boolean();
}
Value value_member(const Value& json, std::string_view name) {
  const Value* value = json.find(name);
  return value != nullptr ? *value : Value();
}
std::span<const Value> items_of(const Value& json, std::string_view name) {
  const Value* value = json.find(name);
  return value != nullptr ? value->items() : std::span<const Value>();
}

MachineAlias alias_from_json(const Value& json) {
  MachineAlias alias{.name = text_member(json, "name"),
                     .created = number_of(json, "creationDate"),
                     .updated = number_of(json, "updateDate")};
  if (const Value* said = json.find("description"); said != nullptr && said->is_string())
    alias.description = said->as_string();
  for (const Value& route : items_of(json, "routes"))
    alias.routes.push_back({count_member(route, "version"), number_of(route, "weight")});
  return alias;
}

}  // namespace

const MachineVersion* ServedMachine::version(uint64_t number) const {
  const auto found = std::ranges::find(versions, number, &MachineVersion::number);
  return found == versions.end() ? nullptr : &*found;
}

const MachineVersion* ServedMachine::version(std::string_view text) const {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? version(number) : nullptr;
}

MachineAlias* ServedMachine::alias(std::string_view alias_name) {
  const auto found = std::ranges::find(aliases, alias_name, &MachineAlias::name);
  return found == aliases.end() ? nullptr : &*found;
}

std::string ServedMachine::version_arn(uint64_t number) const { return fmt::format("{}:{}", arn, number); }

Value machine_to_json(const ServedMachine& machine) {
  return Value::object({{"name", text(machine.name)},
                        {"arn", text(machine.arn)},
                        {"type", text(name_of(machine.type))},
                        {"creationDate", Value::integer(machine.created)},
                        {"published", Value::boolean(machine.is_published)},
                        {"versionDescription", text(machine.first_description)},
                        {"deleting", Value::boolean(machine.is_deleting)},
                        {"revisions", list(machine.revisions, revision_to_json)},
                        {"versions", list(machine.versions, version_to_json)},
                        {"lastVersion", number(machine.last_version)},
                        {"aliases", list(machine.aliases, alias_to_json)},
                        {"tags", tags_to_json(machine.tags)}});
}

Result<ServedMachine> machine_from_json(const Value& json) {
  ServedMachine machine;
  machine.name = text_member(json, "name");
  machine.arn = text_member(json, "arn");
  machine.type =
      text_of(json, "type") == "EXPRESS" ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  machine.created = number_of(json, "creationDate");
  machine.is_published = flag_member(json, "published");
  machine.first_description = text_member(json, "versionDescription");
  machine.is_deleting = flag_member(json, "deleting");
  for (const Value& one : items_of(json, "revisions")) {
    machine.revisions.push_back({text_member(one, "id"), text_member(one, "definition"),
                                 text_member(one, "roleArn"), value_member(one, "loggingConfiguration"),
                                 value_member(one, "tracingConfiguration"),
                                 value_member(one, "encryptionConfiguration"), number_of(one, "updateDate"),
                                 text_member(one, "file")});
  }
  for (const Value& one : items_of(json, "versions")) {
    const MachineVersion version{count_member(one, "number"), count_member(one, "revision"),
                                 text_member(one, "description"), number_of(one, "creationDate")};
    if (version.revision >= machine.revisions.size()) return fail("a version has no revision");
    machine.versions.push_back(version);
  }
  machine.last_version = count_member(json, "lastVersion");
  for (const Value& one : items_of(json, "aliases")) machine.aliases.push_back(alias_from_json(one));
  add_tags(machine.tags, value_member(json, "tags"));
  if (machine.name.empty() || machine.arn.empty() || machine.revisions.empty())
    return fail("it is not the file of a state machine");
  return machine;
}

Value tags_to_json(const Tags& tags) {
  return list(tags, [](const auto& tag) {
    return Value::object({{"key", text(tag.first)}, {"value", text(tag.second)}});
  });
}

void add_tags(Tags& tags, const Value& added) {
  for (const Value& one : added.items()) {
    const std::string key = text_member(one, "key");
    const auto found = std::ranges::find(tags, key, &Tags::value_type::first);
    if (found != tags.end()) found->second = text_of(one, "value");
    else tags.emplace_back(key, text_of(one, "value"));
  }
}

Value api_time(Millis at) { return Value::real(static_cast<double>(at) / 1000); }

std::string_view name_of(asl::WorkflowType type) {
  return type == asl::WorkflowType::Express ? "EXPRESS" : "STANDARD";
}

}  // namespace pawl::service
