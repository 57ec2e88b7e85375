// Reads single values of fields: strings, numbers, paths, transitions.
#include "asl/reader.h"
#include "base/timestamp.h"

namespace pawl::asl {

bool is_jsonata(std::string_view text) { return text.starts_with("{%"); }

std::string DefinitionReader::text(const Field& field) { return std::string(field.node.scalar.as_string()); }

int64_t DefinitionReader::integer(const Field& field) { return field.node.scalar.as_int64(); }

void DefinitionReader::transition(const Field& field, State* from, uint32_t index) {
  using Kind = Transition::Kind;
  Kind kind = Kind::Next;
  if (from == nullptr) kind = Kind::StartAt;
  else if (field.row.name == "Default") kind = Kind::Default;
  else if (field.place.parent->index != Place::kNone)
    kind = from->type() == StateType::Choice ? Kind::Rule : Kind::Catcher;
  open_blocks_.back().transitions.push_back(
      {kind, index, from, field.node.scalar.as_string(), field.node.span});
}

jsonpath::Path DefinitionReader::path(const Field& field, PathKind kind) {
  const std::string_view text = field.node.scalar.as_string();
  const bool reference = kind == PathKind::Reference;
  const std::string_view rule = reference ? "reference-path-syntax" : "jsonpath-syntax";
  const std::string message = reference ? "Value is not a Reference Path" : "Value must be a valid JSONPath.";
  if (!text.starts_with('$')) {
    report_syntax(field.place, "jsonpath-syntax",
                  reference ? message + ": Reference path didn't start with '$'" : message,
                  {"a path starts with '$'", 0});
    return {};
  }
  const bool is_open = has_placeholder(text);
  if (is_open) leave_open(field.node.span);
  auto path = jsonpath::Path::parse(text);
  if (!path) {
    if (!is_open) report_syntax(field.place, "jsonpath-syntax", message, path.error());
    return {};
  }
  if (reference && !path->is_reference()) {
    report({.rule = rule,
            .message = message,
            .at = field.place,
            .hint = "only names and indexes may stand in it"});
  }
  return std::move(*path);
}

DataPath DefinitionReader::data_path(const Field& field) {
  if (field.node.scalar.is_null()) return {.is_null = true, .path = {}};
  return {.path = path(field, PathKind::Any)};
}

ResultPath DefinitionReader::result_path(const Field& field) {
  if (field.node.scalar.is_null()) return {.is_null = true, .path = {}};
  const std::string_view text = field.node.scalar.as_string();
  const bool is_open = has_placeholder(text);
  if (is_open) leave_open(field.node.span);
  auto path = jsonpath::ReferencePath::parse(text);
  if (path) return {.path = std::move(*path)};
  if (!is_open)
    report_syntax(field.place, "reference-path-syntax", "Value is not a Reference Path", path.error());
  return {};
}

DynamicField DefinitionReader::dynamic(const Field& field) {
  const Value& value = field.node.scalar;
  if (!field.is_placeholder && value.is_string() && is_jsonata(value.as_string())) {
    if (auto expression = jsonata(field.place)) return {.content = std::move(*expression)};
    return {};
  }
  return {.content = value};
}

DynamicField DefinitionReader::dynamic_path(const Field& field) {
  const std::string_view text = field.node.scalar.as_string();
  // Recorded: AWS takes "TimestampPath": "timestamp". A name without `$` is Jayway's short form.
  if (field.row.name == "TimestampPath" && !text.starts_with('$')) {
    if (auto path = jsonpath::Path::parse("$." + std::string(text)); path && path->is_reference())
      return {.content = std::move(*path)};
  }
  return {.content = path(field, PathKind::Reference)};
}

DynamicField DefinitionReader::timestamp(const Field& field) {
  const std::string_view text = field.node.scalar.as_string();
  if (field.language == QueryLanguage::JSONata && is_jsonata(text)) return dynamic(field);
  if (has_placeholder(text)) {
    leave_open(field.node.span);
  } else if (!parse_timestamp(text)) {
    report({.rule = "timestamp-format",
            .message = "String does not match RFC3339 timestamp",
            .at = field.place});
  }
  return {.content = field.node.scalar};
}

std::vector<std::string> DefinitionReader::error_equals(const Field& field) {
  std::vector<std::string> names;
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    const source::Node& element = field.node.elements[i];
    if (element.scalar.is_string()) names.emplace_back(element.scalar.as_string());
    else
      report({.rule = "wrong-type",
              .message = "Expected value of type [STRING]",
              .at = Place(field.place, element, i)});
  }
  return names;
}

}  // namespace pawl::asl
