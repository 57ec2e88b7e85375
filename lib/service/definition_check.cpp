#include "service/definition_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analysis/facts.h"
#include "analysis/uses.h"
#include "analysis/variables.h"
#include "value/members.h"

namespace pawl::service {

namespace {

using source::Severity;

/// Without the lines and columns that only pawl knows.
std::string aws_text(const source::Diagnostic& diagnostic) { return source::aws_message(diagnostic); }

}  // namespace

workflow::Definition read_definition_text(std::string_view text, asl::WorkflowType type) {
  return workflow::read_definition_text("definition", text, type);
}

Served<workflow::Definition> valid_definition(std::string_view text, asl::WorkflowType type) {
  workflow::Definition definition = read_definition_text(text, type);
  if (!source::has_errors(definition.diagnostics)) return definition;
  std::string all;
  for (const source::Diagnostic& one : definition.diagnostics) {
    if (one.severity == Severity::Error) all += (all.empty() ? "" : ", ") + aws_text(one);
  }
  return fault("InvalidDefinition", "Invalid State Machine Definition: '" + all + "'");
}

Value variable_references(std::string_view text, asl::WorkflowType type) {
  const workflow::Definition definition = read_definition_text(text, type);
  if (!definition.machine) return {};
  analysis::Facts facts(*definition.machine, definition.document);
  std::map<std::string_view, std::set<std::string>> by_state;
  for (const analysis::VariableUse& one : analysis::variable_uses(facts.uses()))
    by_state[one.use->state->name].insert(one.name);
  Value all;
  for (const auto& [state, names] : by_state) {
    std::vector<Value> list;
    for (const std::string& name : names) list.push_back(Value::string(name));
    all = all.with_member(Value::string(state), Value::array(std::move(list)));
  }
  return all;
}

Served<Value> validate_definition(const Value& input) {
  constexpr int64_t kMost = 100;
  const auto type =
      text_of(input, "type") == "EXPRESS" ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  const bool wants_warnings = text_of(input, "severity") == "WARNING";
  int64_t most = number_of(input, "maxResults");
  if (most == 0) most = kMost;
  const workflow::Definition definition = read_definition_text(text_of(input, "definition"), type);
  std::vector<Value> diagnostics;
  bool is_truncated = false;
  for (const source::Diagnostic& one : definition.diagnostics) {
    const bool is_error = one.severity == Severity::Error;
    if (!is_error && !(wants_warnings && one.severity == Severity::Warning)) continue;
    if (std::cmp_equal(diagnostics.size(), most)) {
      is_truncated = true;
      break;
    }
    Value diagnostic = Value::object({{"severity", Value::string(is_error ? "ERROR" : "WARNING")},
                                      {"code", Value::string(one.code.empty() ? one.rule : one.code)},
                                      {"message", Value::string(one.message)}});
    if (!one.aws_path.empty())
      diagnostic = diagnostic.with_member(Value::string("location"), Value::string(one.aws_path));
    diagnostics.push_back(std::move(diagnostic));
  }
  return Value::object({{"result", Value::string(source::has_errors(definition.diagnostics) ? "FAIL" : "OK")},
                        {"diagnostics", Value::array(std::move(diagnostics))},
                        {"truncated", Value::boolean(is_truncated)}});
}

}  // namespace pawl::service
