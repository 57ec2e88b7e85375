#include "test_state/definition.h"

#include <algorithm>

#include "asl/parse.h"
#include "rules/rule.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::test_state {
namespace {

constexpr std::string_view kName = "StateName";  // AWS's

/// The names of the states that a state leads to.
void collect_targets(const Value& state, ObjectBuilder& states) {
  const auto add = [&states](const Value* name) {
    if (name == nullptr || !name->is_string() || states.find(*name) != nullptr) return;
    states.append(*name, Value::object({{"Type", Value::string("Succeed")}}));
  };
  add(state.find("Next"));
  add(state.find("Default"));
  for (const char* list : {"Choices", "Catch"}) {
    const Value* entries = state.find(list);
    for (const Value& entry : entries != nullptr ? entries->items() : std::span<const Value>())
      add(entry.find("Next"));
  }
}

/// A machine of one state, with states that end at once for those that it leads to.
std::string machine_around(const Value& state) {
  ObjectBuilder states;
  states.append(kName, state);
  collect_targets(state, states);
  return to_json(Value::object({{"StartAt", Value::string(kName)}, {"States", states.finish()}}));
}

tl::unexpected<ApiException> invalid(const source::Diagnostics& diagnostics) {
  std::string all;
  for (const source::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == source::Severity::Error)
      all.append(all.empty() ? "" : ", ").append(source::aws_message(diagnostic));
  }
  return refuse("Invalid State Machine Definition: '" + all + "'", "InvalidDefinition");
}

}  // namespace

const asl::State* find_state(const asl::StateMachine& machine, std::string_view name) {
  const auto found = std::ranges::find(
      machine.states, name, [](const asl::State* state) -> std::string_view { return state->name; });
  return found != machine.states.end() ? *found : nullptr;
}

OrException<TestedDefinition> read_definition(const std::string& text, const std::string* state_name) {
  std::string machine = text;
  if (state_name == nullptr) {
    const auto state = try_parse_json(text);
    if (state && state->find("States") != nullptr) {
      return refuse("The definition is a state machine: StateName must be specified");
    }
    if (state && state->is_object()) machine = machine_around(*state);
  }
  source::LoadResult loaded = source::read("definition", std::move(machine), source::Format::Json);
  if (source::has_errors(loaded.diagnostics)) return invalid(loaded.diagnostics);
  TestedDefinition definition{.document = std::move(loaded.document)};
  asl::ParseResult parsed = asl::parse(definition.document);
  if (parsed.machine) {
    for (source::Diagnostic& finding : rules::check(*parsed.machine, definition.document, {}))
      parsed.diagnostics.push_back(std::move(finding));
  }
  if (!parsed.machine || source::has_errors(parsed.diagnostics)) return invalid(parsed.diagnostics);
  definition.machine = std::move(parsed.machine);
  definition.state = find_state(*definition.machine, state_name != nullptr ? *state_name : kName);
  if (definition.state == nullptr) return refuse("State not found in definition");
  return definition;
}

}  // namespace pawl::test_state
