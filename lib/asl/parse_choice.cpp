// Choice rules.
#include "asl/comparison.h"
#include "asl/reader.h"
#include "base/timestamp.h"

namespace pawl::asl {
namespace {

/// Variable and operator come in any order; the first creates the comparison.
Comparison& comparison_of(Condition& condition) {
  if (auto* comparison = std::get_if<Comparison>(&condition.content)) return *comparison;
  return condition.content.emplace<Comparison>();
}

}  // namespace

void DefinitionReader::read_choices(const Field& field, State& state) {
  auto& choice = std::get<Choice>(state.kind);
  choice.choices.reserve(field.node.elements.size());
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    ChoiceRule& rule = choice.choices.emplace_back();
    rule.span = field.node.elements[i].span;
    Target target;
    target.state = &state;
    target.rule = &rule;
    target.condition = &rule.condition;
    read_object(Place(field.place, field.node.elements[i], i), Holder::ChoiceRule, field.language, target);
  }
}

void DefinitionReader::read_operands(const Field& field, std::vector<Condition>& operands) {
  operands.resize(field.node.elements.size());
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    Target target;
    target.condition = &operands[i];
    read_object(Place(field.place, field.node.elements[i], i), Holder::NestedRule, field.language, target);
  }
}

void DefinitionReader::read_negation(const Field& field, std::vector<Condition>& operand) {
  Target target;
  target.condition = &operand.emplace_back();
  read_object(field.place, Holder::NestedRule, field.language, target);
}

void DefinitionReader::read_condition(const Field& field, Condition& condition) {
  if (field.is_placeholder) return;
  if (field.node.scalar.is_boolean()) condition.content = field.node.scalar.as_boolean();
  else if (auto expression = jsonata(field.place)) condition.content = std::move(*expression);
}

void DefinitionReader::read_variable(const Field& field, Condition& condition) {
  comparison_of(condition).variable = path(field, PathKind::Reference);
}

void DefinitionReader::read_comparison(const Field& field, Condition& condition) {
  const ComparisonRow& row = *find_comparison(field.row.name);
  Comparison& comparison = comparison_of(condition);
  comparison.op = row.op;
  if (row.is_path) {
    comparison.operand = path(field, PathKind::Reference);
    return;
  }
  comparison.operand = field.node.scalar;
  if (row.operand != ComparisonRow::Operand::Timestamp || field.is_placeholder) return;
  const std::string_view text = field.node.scalar.as_string();
  if (has_placeholder(text)) leave_open(field.node.span);
  if (parse_timestamp(text) || has_placeholder(text)) return;
  report(
      {.rule = "timestamp-format", .message = "String does not match RFC3339 timestamp", .at = field.place});
}

}  // namespace pawl::asl
