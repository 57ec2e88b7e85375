// JSONata in a definition: compiles expressions and refuses what Step Functions does not allow in them.
#include "asl/reader.h"

namespace pawl::asl {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_working(const State& state) {
  return state.type() == StateType::Task || state.type() == StateType::Parallel ||
         state.type() == StateType::Map;
}

/// The field that $states has at `location` besides input and context; empty if none.
std::string_view extra_field(const State& state, std::string_view location) {
  if (location.starts_with("Catch[")) return "errorOutput";
  const std::string_view field = location.substr(0, location.find('/'));
  return is_working(state) && (field == "Output" || field == "Assign") ? "result" : "";
}

}  // namespace

std::optional<JsonataExpression> DefinitionReader::jsonata(const Place& place) {
  const std::string_view text = place.node->scalar.as_string();
  if (text.size() < 4 || !text.starts_with("{%") || !text.ends_with("%}")) {
    report({.rule = "jsonata-delimiters",
            .message = "JSONata string must start with {% and end with %}",
            .at = place});
    return std::nullopt;
  }
  size_t begin = 2;
  size_t end = text.size() - 2;
  while (begin < end && kBlanks.find(text[begin]) != std::string_view::npos) ++begin;
  while (end > begin && kBlanks.find(text[end - 1]) != std::string_view::npos) --end;
  auto expression = jsonata::Expression::parse(text.substr(begin, end - begin), jsonata::Dialect::Aws);
  if (!expression) {
    if (has_placeholder(text)) {
      leave_open(place.node->span);
      return std::nullopt;
    }
    const jsonata::JsonataError& error = *expression.error();
    const size_t at =
        std::min(error.position == jsonata::JsonataError::kNowhere ? begin : begin + error.position, end);
    report({.rule = "jsonata-syntax",
            .message = error.message,
            .at = place,
            .code = "INVALID_JSONATA_EXPRESSION",
            .span = document_.span_inside(*place.node, at, std::min(at + 1, text.size()))});
    return std::nullopt;
  }
  JsonataExpression result{.expression = std::move(*expression),
                           .location = place.aws_path_below(*state_place_),
                           .span = document_.span_inside(*place.node, begin, end)};
  const jsonata::References references = result.expression.references();
  check_references(place, references, extra_field(*state_, result.location), begin);
  result.reads_context = references.uses_whole_states;
  for (const auto& field : references.states_fields) {
    result.reads_context = result.reads_context || field.name == "context";
  }
  return result;
}

void DefinitionReader::check_references(const Place& place, const jsonata::References& references,
                                        std::string_view extra, size_t begin) {
  const auto refuse = [&](std::string_view rule, std::string message, size_t position, size_t length,
                          std::string hint) {
    report({.rule = rule,
            .message = std::move(message),
            .at = place,
            .code = "UNSUPPORTED_JSONATA_EXPRESSION",
            .hint = std::move(hint),
            .span = document_.span_inside(*place.node, begin + position, begin + position + length)});
  };
  for (const size_t position : references.root) {
    refuse("jsonata-context-reference", "Reference to '$$' is not supported.", position, 2,
           "the state's input is $states.input");
  }
  for (const auto& name : references.bare_names) {
    refuse("jsonata-top-level-reference",
           "Reference to '" + source::shown(name.name) + "' at the top level is not supported.",
           name.position, name.name.size(), "$states.input." + source::shown(name.name) + "?");
  }
  const std::string_view known[] = {"input", "context", extra};
  for (const auto& field : references.states_fields) {
    if (field.name == "input" || field.name == "context" || (!extra.empty() && field.name == extra)) continue;
    std::string hint = suggestion(field.name, known);
    if (field.name == "result")
      hint = "a result exists in Output and Assign of Task, Parallel and Map states";
    else if (field.name == "errorOutput") hint = "an error's output exists in a Catcher's Output and Assign";
    refuse("jsonata-states-field", "Field '$states." + source::shown(field.name) + "' does not exist.",
           field.position, field.name.size(), std::move(hint));
  }
}

}  // namespace pawl::asl
