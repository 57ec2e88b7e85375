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

namespace {

using Kind = StatesArn::Kind;

/// The routes of a call, and the state machine that all of them name.
struct Routing {
  ServedMachine* machine;
  std::vector<VersionRoute> routes;
};

Served<Routing> routing_of(ServiceParts& parts, const Value& list) {
  std::vector<std::string> arns;
  std::vector<StatesArn> versions;
  std::vector<int64_t> weights;
  for (const Value& one : list.items()) {
    arns.emplace_back(text_of(one, "stateMachineVersionArn"));
    weights.push_back(number_of(one, "weight"));
    PAWL_TRY(StatesArn arn, StatesArn::parse(arns.back(), Kind::StateMachine));
    versions.push_back(std::move(arn));
  }
  const std::string received = fmt::format("Received: [{}]", fmt::join(arns, ", "));
  if (!std::ranges::all_of(versions, &StatesArn::is_version))
    return invalid("Routing configuration must contain state machine version ARNs. " + received);
  if (arns.size() == 2 && arns[0] == arns[1])
    return invalid("Routing configuration must contain distinct state machine version ARNs. " + received);
  int64_t sum = 0;
  for (const int64_t weight : weights) sum += weight;
  if (sum != 100) {
    return invalid(fmt::format("Sum of routing configuration weights must equal 100. Received: [{}]",
                               fmt::join(weights, ", ")));
  }
  Routing routing{nullptr, {}};
  for (size_t i = 0; i < arns.size(); ++i) {
    auto named = find_machine(parts, arns[i]);
    if (!named && named.error().type == "StateMachineDoesNotExist")
      return fault("ResourceNotFound", "Request references a resource that does not exist.");
    if (!named) return tl::unexpected(std::move(named.error()));
    if (routing.machine != nullptr && routing.machine != named->machine)
      return invalid("Routing configuration must contain versions of one state machine. " + received);
    routing.machine = named->machine;
    routing.routes.push_back({named->version->number, weights[i]});
  }
  return routing;
}

Value made(const ServedMachine& machine, const MachineAlias& alias) {
  return Value::object({{"stateMachineAliasArn", Value::string(machine.alias_arn(alias.name))},
                        {"creationDate", api_time(alias.created)}});
}

std::optional<std::string> description_of(const Value& input) {
  const Value* said = given(input, "description");
  return said != nullptr ? std::optional<std::string>(said->as_string()) : std::nullopt;
}

/// The alias that an ARN names; null pointer in `alias`: there is none.
Served<NamedMachine> find_alias(ServiceParts& parts, std::string_view text) {
  PAWL_TRY(StatesArn arn, StatesArn::parse(text, Kind::StateMachine));
  if (arn.qualifier.empty() || arn.is_version())
    return fault("InvalidArn", "Invalid Arn: 'The ARN names no alias: " + arn.text + "'");
  ServedMachine* machine = parts.machines.find(arn.name);
  NamedMachine named{machine, std::move(arn)};
  if (machine != nullptr && machine->arn == named.arn.machine())
    named.alias = machine->alias(named.arn.qualifier);
  return named;
}

}  // namespace

Served<Value> create_alias(ServiceParts& parts, const Value& input, const CallScope&) {
  constexpr size_t kMostAliases = 100;
  PAWL_TRY(const Routing routing, routing_of(parts, *input.find("routingConfiguration")));
  MachineAlias alias{.name = std::string(text_of(input, "name")),
                     .description = description_of(input),
                     .routes = routing.routes};
  if (const MachineAlias* there = routing.machine->alias(alias.name)) {
    if (there->description == alias.description && there->routes == alias.routes)
      return made(*routing.machine, *there);
    return fault(
        "ConflictException",
        "Failed to create alias because an alias with the same name and a different routing configuration "
        "already exists.");
  }
  if (routing.machine->aliases.size() >= kMostAliases)
    return fault("ServiceQuotaExceededException", "A state machine may have 100 aliases.");
  alias.created = alias.updated = runtime::wall_millis();
  ServedMachine changed = *routing.machine;
  changed.aliases.push_back(alias);
  PAWL_CHECK(parts.machines.update(*routing.machine, std::move(changed)));
  return made(*routing.machine, alias);
}

Served<Value> update_alias(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_alias(parts, text_of(input, "stateMachineAliasArn")));
  const Value* list = given(input, "routingConfiguration");
  const auto description = description_of(input);
  if (list == nullptr && !description)
    return invalid("Either the description or the routingConfiguration must be specified");
  if (named.alias == nullptr)
    return fault("ResourceNotFound", "Request references a resource that does not exist.");
  ServedMachine changed = *named.machine;
  MachineAlias& alias = *changed.alias(named.alias->name);
  if (description) alias.description = description;
  if (list != nullptr) {
    PAWL_TRY(Routing routing, routing_of(parts, *list));
    if (routing.machine != named.machine)
      return invalid("Routing configuration must contain versions of the alias's state machine.");
    alias.routes = std::move(routing.routes);
  }
  alias.updated = runtime::wall_millis();
  const Millis updated = alias.updated;
  PAWL_CHECK(parts.machines.update(*named.machine, std::move(changed)));
  return Value::object({{"updateDate", api_time(updated)}});
}

Served<Value> delete_alias(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_alias(parts, text_of(input, "stateMachineAliasArn")));
  if (named.alias == nullptr) return Value::empty_object();
  ServedMachine changed = *named.machine;
  std::erase_if(changed.aliases,
                [&named](const MachineAlias& one) { return one.name == named.arn.qualifier; });
  PAWL_CHECK(parts.machines.update(*named.machine, std::move(changed)));
  return Value::empty_object();
}

Served<Value> describe_alias(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_alias(parts, text_of(input, "stateMachineAliasArn")));
  if (named.alias == nullptr)
    return fault("ResourceNotFound", "Request references a resource that does not exist.");
  const MachineAlias& alias = *named.alias;
  std::vector<Value> routes;
  for (const VersionRoute& route : alias.routes) {
    routes.push_back(
        Value::object({{"stateMachineVersionArn", Value::string(named.machine->version_arn(route.version))},
                       {"weight", Value::integer(route.weight)}}));
  }
  Value answer = Value::object({{"stateMachineAliasArn", Value::string(named.arn.text)},
                                {"name", Value::string(alias.name)},
                                {"routingConfiguration", Value::array(std::move(routes))},
                                {"creationDate", api_time(alias.created)},
                                {"updateDate", api_time(alias.updated)}});
  if (alias.description)
    answer = answer.with_member(Value::string("description"), Value::string(*alias.description));
  return answer;
}

Served<Value> list_aliases(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMachine named, find_machine(parts, text_of(input, "stateMachineArn")));
  if (named.alias != nullptr) return no_machine(named.arn.text);
  const std::string what = "ListStateMachineAliases " + named.arn.text;
  PAWL_TRY(const PageRequest page, page_request(input, what));
  std::vector<const MachineAlias*> all;
  for (const MachineAlias& alias : named.machine->aliases) {
    const bool is_routed =
        named.version == nullptr ||
        std::ranges::find(alias.routes, named.version->number, &VersionRoute::version) != alias.routes.end();
    if (is_routed) all.push_back(&alias);
  }
  return page_of(
      "stateMachineAliases", all, page, what,
      [&named](const MachineAlias* one) {
        return fmt::format("{:020}{:06}", one->created, one - named.machine->aliases.data());
      },
      [&named](const MachineAlias* one) {
        return Value::object({{"stateMachineAliasArn", Value::string(named.machine->alias_arn(one->name))},
                              {"creationDate", api_time(one->created)}});
      });
}

}  // namespace pawl::service
