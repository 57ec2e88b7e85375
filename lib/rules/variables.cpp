// Variables that are read without being set, or set without being read.

#include "analysis/variables.h"
#include "base/suggestion.h"
#include "base/text_hash.h"
#include "jsonata/registry.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

/// A finding at `$name` in the expression, or at the path.
source::Diagnostic& report(Check& check, const analysis::VariableUse& read, std::string message) {
  const analysis::Use& use = *read.use;
  if (use.jsonata == nullptr) {
    return use.span.end != 0 ? check.report(*use.state, use.field, use.span, std::move(message))
                             : check.report(*use.state, use.field, std::move(message));
  }
  source::Span span = use.span;
  const std::string& text = use.jsonata->text();
  // With escapes in the string, positions in it are not known.
  if (check.document().text.compare(span.begin, text.size(), text) == 0) {
    span.begin += static_cast<uint32_t>(read.position);
    span.end = span.begin + static_cast<uint32_t>(read.name.size() + 1);
  }
  return check.report(*use.state, use.field, span, std::move(message));
}

/// Whether the expression tests if the variable exists.
bool tests_existence(const analysis::VariableUse& read) {
  return read.is_guarded &&
         (read.use->rule != nullptr || read.use->jsonata->text().find("$exists") != std::string::npos);
}

bool is_called(const analysis::VariableUse& read) {
  if (read.use->jsonata == nullptr) return false;
  const std::string& text = read.use->jsonata->text();
  const size_t at = text.find_first_not_of(" \t\n", read.position + read.name.size() + 1);
  return at != std::string::npos && text[at] == '(';
}

std::string nearest_function(std::string_view name) {
  std::vector<std::string_view> names;
  for (const jsonata::Builtin& builtin : jsonata::builtins()) names.push_back(builtin.name);
  const std::string_view nearest = nearest_name(name, names);
  return nearest.empty() ? std::string() : "did you mean '$" + std::string(nearest) + "'?";
}

/// A hint with the most similar name that an Assign sets. `names_left` bounds the work for hostile
/// definitions.
std::string nearest_variable(Check& check, std::string_view name, size_t& names_left) {
  const std::vector<analysis::Assignment>& assignments = check.facts().uses().assignments();
  if (assignments.size() > names_left) return "no Assign sets it";
  names_left -= assignments.size();
  std::vector<std::string_view> names;
  for (const analysis::Assignment& assignment : assignments) names.push_back(assignment.name);
  const std::string_view nearest = nearest_name(name, names);
  return nearest.empty() ? "no Assign sets it" : "did you mean '$" + source::shown(nearest) + "'?";
}

/// Why the assignment is not visible to this read.
std::string why_not_here(Check& check, const analysis::VariableUse& read,
                         const analysis::Assignment& assignment) {
  const analysis::Flow& flow = check.facts().flow();
  if (assignment.state == read.use->state)
    return "a state's Assign is done when the state ends: it reads what was set before";
  for (const asl::State* around = read.use->state; around != nullptr; around = flow.of(*around).parent) {
    if (around != read.use->state && asl::is_distributed_map(*around))
      return "the states of a Distributed Map do not see variables from outside";
    if (flow.of(*assignment.state).block == flow.of(*around).block)
      return quoted_name(assignment.state->name) + " assigns it, but no way on which it is set leads here";
  }
  return "what is assigned inside of a Map or Parallel is not seen outside of it";
}

void check_undefined(Check& check) {
  const analysis::Variables& variables = check.facts().variables();
  if (!variables.is_known()) return;
  size_t names_left = 100'000;
  for (const analysis::VariableUse& read : analysis::variable_uses(check.facts().uses())) {
    const asl::State& state = *read.use->state;
    if (!variables.is_reached(state) || variables.may_be_set(state, read.name) || read.is_function ||
        tests_existence(read))
      continue;
    const analysis::Assignment* assignment = variables.find(read.name);
    if (is_called(read) && assignment == nullptr) {
      report(check, read, "there is no function $" + source::shown(read.name)).hint =
          nearest_function(read.name);
      continue;
    }
    report(check, read, "$" + source::shown(read.name) + " is not set here").hint =
        assignment != nullptr ? why_not_here(check, read, *assignment)
                              : nearest_variable(check, read.name, names_left);
  }
}

void check_maybe(Check& check) {
  const analysis::Variables& variables = check.facts().variables();
  if (!variables.is_known()) return;
  for (const analysis::VariableUse& read : analysis::variable_uses(check.facts().uses())) {
    const asl::State& state = *read.use->state;
    if (read.is_guarded || !variables.may_be_set(state, read.name) || variables.must_be_set(state, read.name))
      continue;
    source::Diagnostic& found =
        report(check, read,
               "$" + source::shown(read.name) + " is not set on every way to " + quoted_name(state.name));
    found.related.push_back({"it is set here", variables.find(read.name)->state->name_span});
  }
}

void check_unused(Check& check) {
  TextSet<std::string> read;
  for (analysis::VariableUse& use : analysis::variable_uses(check.facts().uses()))
    read.insert(std::move(use.name));
  TextSet<std::string_view> reported;
  for (const analysis::Assignment& assignment : check.facts().uses().assignments()) {
    if (read.contains(assignment.name) || !reported.insert(assignment.name).second) continue;
    const source::Node* assign = check.facts().find(*assignment.state, assignment.field);
    const source::NodeMember* member = assign == nullptr ? nullptr : assign->find_member(assignment.name);
    if (assign != nullptr && member == nullptr) member = assign->find_member(assignment.name + ".$");
    check.report(*assignment.state, assignment.field,
                 member != nullptr ? member->key_span : assignment.state->name_span,
                 "$" + source::shown(assignment.name) + " is set and never read");
  }
}

void check_shadowing(Check& check) {
  const analysis::Variables& variables = check.facts().variables();
  if (!variables.is_known()) return;
  for (const analysis::Assignment& assignment : check.facts().uses().assignments()) {
    const asl::State* parent = check.facts().flow().of(*assignment.state).parent;
    for (; parent != nullptr; parent = check.facts().flow().of(*parent).parent) {
      const auto* map = std::get_if<asl::Map>(&parent->kind);
      if (map != nullptr && map->mode == asl::Map::Mode::Distributed) break;
      if (!variables.may_be_set(*parent, assignment.name)) continue;
      check
          .report(*assignment.state, assignment.field,
                  "$" + source::shown(assignment.name) + " belongs to the scope around " +
                      quoted_name(parent->name) + " and cannot be set inside")
          .hint = "another name, and the result handed on by the output";
      break;
    }
  }
}

constexpr Rule kRules[] = {
    {.id = "undefined-variable",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "a variable that is read is assigned on some path to the state, and a function that is "
                "called exists",
     .help = "AWS accepts the definition, and the state fails when it runs. An Assign takes effect when its "
             "state ends; what is assigned inside of a Map or Parallel is not seen outside; the states of a "
             "Distributed Map do not see variables from outside. Built-in functions of JSONata are written "
             "$name(…) too: a misspelt one is a variable that is never set.",
     .bad = R"yaml(StartAt: Count
States:
  Count: {Type: Pass, Assign: {total: 1}, Next: Show}
  Show: {Type: Pass, Parameters: {sum.$: $totl}, End: true}
)yaml",
     .good = R"yaml(StartAt: Count
States:
  Count: {Type: Pass, Assign: {total: 1}, Next: Show}
  Show: {Type: Pass, Parameters: {sum.$: $total}, End: true}
)yaml",
     .check = check_undefined},
    {.id = "maybe-undefined-variable",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a variable that is read is assigned on every path to the state",
     .help =
         "One way to the state sets the variable, another one does not. On that one a path fails, and an "
         "expression gives nothing, which fails too, or leaves something out. Give the variable a first "
         "value before the ways part, also where a Catcher leads away from the state that sets it; or test "
         "it where it is read: {% $exists($x) ? $x : 0 %}, or a Choice before. A Choice on another variable "
         "will do if both are set together and each way sets that one to a value that is written out.",
     .bad = R"yaml(StartAt: Which
States:
  Which:
    Type: Choice
    Choices: [{Variable: $.rich, BooleanEquals: true, Next: Set}]
    Default: Show
  Set: {Type: Pass, Assign: {discount: 10}, Next: Show}
  Show: {Type: Pass, Parameters: {discount.$: $discount}, End: true}
)yaml",
     .good = R"yaml(StartAt: First
States:
  First: {Type: Pass, Assign: {discount: 0}, Next: Which}
  Which:
    Type: Choice
    Choices: [{Variable: $.rich, BooleanEquals: true, Next: Set}]
    Default: Show
  Set: {Type: Pass, Assign: {discount: 10}, Next: Show}
  Show: {Type: Pass, Parameters: {discount.$: $discount}, End: true}
)yaml",
     .check = check_maybe},
    {.id = "unused-variable",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "a variable that is assigned is read somewhere",
     .help = "Nothing in the machine reads it. Variables count towards the limit of 10 MiB.",
     .bad = R"yaml(StartAt: Count
States:
  Count: {Type: Pass, Assign: {total: 1}, Next: Show}
  Show: {Type: Pass, End: true}
)yaml",
     .good = R"yaml(StartAt: Count
States:
  Count: {Type: Pass, Assign: {total: 1}, Next: Show}
  Show: {Type: Pass, Parameters: {sum.$: $total}, End: true}
)yaml",
     .check = check_unused},
    {.id = "variable-of-outer-scope",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "a state inside a Map or Parallel assigns no variables of outer scopes",
     .help = "Iterations and branches read the variables from outside but cannot set them, and a name may "
             "not mean two things. Hand results on by the output, and assign them in the Map or Parallel "
             "state itself.",
     .bad = R"yaml(StartAt: First
States:
  First: {Type: Pass, Assign: {total: 0}, Next: Each}
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Add
      States: {Add: {Type: Pass, Assign: {total.$: "States.MathAdd($total, 1)"}, End: true}}
    End: true
)yaml",
     .good = R"yaml(StartAt: First
States:
  First: {Type: Pass, Assign: {total: 0}, Next: Each}
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Add
      States: {Add: {Type: Pass, Parameters: {sum.$: "States.MathAdd($total, 1)"}, End: true}}
    End: true
)yaml",
     .check = check_shadowing},
};

}  // namespace

std::span<const Rule> variables_rules() { return kRules; }

}  // namespace pawl::rules
