#include "asl/reader.h"

#include "base/suggestion.h"

namespace pawl::asl {
namespace {

using Kind = source::Node::Kind;

std::string_view spelling(QueryLanguage language) {
  return language == QueryLanguage::JSONPath ? "JSONPath" : "JSONata";
}

/// As AWS names types.
std::string_view spelling(JsonType type) {
  switch (type) {
    case JsonType::Any: return "[ANY]";
    case JsonType::String: return "[STRING]";
    case JsonType::StringOrNull: return "[STRING, NULL]";
    case JsonType::Integer: return "Integer";
    case JsonType::Number: return "Number";
    case JsonType::Boolean: return "[BOOLEAN]";
    case JsonType::Object: return "[OBJECT]";
    case JsonType::Array: return "[ARRAY]";
    case JsonType::ArrayOrObject: return "[ARRAY, OBJECT]";
    case JsonType::StringOrBoolean: return "[STRING, BOOLEAN]";
  }
  return {};
}

bool has_type(const source::Node& node, JsonType type) {
  const bool scalar = node.kind == Kind::Scalar;
  switch (type) {
    case JsonType::Any: return true;
    case JsonType::String: return scalar && node.scalar.is_string();
    case JsonType::StringOrNull: return scalar && (node.scalar.is_string() || node.scalar.is_null());
    case JsonType::Integer: return scalar && (node.scalar.is_int64() || node.scalar.is_big_integer());
    case JsonType::Number: return scalar && node.scalar.is_number();
    case JsonType::Boolean: return scalar && node.scalar.is_boolean();
    case JsonType::Object: return node.kind == Kind::Object;
    case JsonType::Array: return node.kind == Kind::Array;
    case JsonType::ArrayOrObject: return node.kind == Kind::Array || node.kind == Kind::Object;
    case JsonType::StringOrBoolean: return scalar && (node.scalar.is_string() || node.scalar.is_boolean());
  }
  return false;
}

bool takes_placeholder(JsonType type) {
  return type != JsonType::Any && type != JsonType::Object && type != JsonType::Array &&
         type != JsonType::ArrayOrObject;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

/// "100" for whole bounds of integers, "100.0" for those of numbers, as AWS prints them.
std::string bound_text(double bound, JsonType type) {
  return std::to_string(static_cast<int64_t>(bound)) + (type == JsonType::Number ? ".0" : "");
}

}  // namespace

void DefinitionReader::report(Fault fault) {
  const Place& aws_at = fault.aws_at == nullptr ? fault.at : *fault.aws_at;
  diagnostics_.push_back({.severity = fault.severity,
                          .rule = std::string(fault.rule),
                          .code = std::string(fault.code),
                          .message = std::move(fault.message),
                          .pointer = fault.at.pointer(),
                          .aws_path = aws_at.aws_path(),
                          .hint = std::move(fault.hint),
                          .span = fault.span     ? *fault.span
                                  : fault.on_key ? fault.at.name_span()
                                                 : fault.at.node->span,
                          .related = std::move(fault.related)});
}

uint64_t DefinitionReader::read_object(const Place& place, Holder holder, QueryLanguage language,
                                       const Target& target, bool check_language) {
  if (place.node->is_bare) return 0;
  if (place.node->kind != Kind::Object) {
    report({.rule = "wrong-type", .message = "Expected value of type [OBJECT]", .at = place});
    return 0;
  }
  const std::span<const FieldRow* const> rows = fields_of(holder);
  uint64_t met = 0;
  for (const source::NodeMember& member : place.node->members) {
    const Place at(place, member);
    const int bit = find_field(holder, member.key);
    if (bit < 0) {
      report_unknown(at, place, holder);
      continue;
    }
    const FieldRow& row = *rows[static_cast<size_t>(bit)];
    if (row.false_is_absent && member.value.scalar.is_boolean() && !member.value.scalar.as_boolean()) {
      report({.rule = "end-false",
              .message = "'" + member.key + "': false counts as absent",
              .at = at,
              .code = "",
              .severity = source::Severity::Warning});
      continue;
    }
    met |= uint64_t{1} << bit;
    if (check_language && !applies(row.languages, language)) {
      report_language(at, place, language);
      continue;
    }
    Field field{row, at, member.value, language};
    const Value& scalar = member.value.scalar;
    // It may stand for an object or an array: nothing can be checked before it is filled in.
    if (member.value.is_bare && !takes_placeholder(row.type)) continue;
    field.is_placeholder =
        scalar.is_string() && takes_placeholder(row.type) && is_placeholder(scalar.as_string());
    if (field.is_placeholder && (row.type != JsonType::String || !row.values.empty()))
      leave_open(member.value.span);
    const bool computed = row.takes_jsonata && language == QueryLanguage::JSONata && scalar.is_string() &&
                          is_jsonata(scalar.as_string());
    if (!field.is_placeholder && !computed && !(check_type(field) && check_limits(field))) continue;
    if (row.access.read != nullptr) row.access.read(*this, target, field);
  }
  report_missing(place, holder, language, met);
  report_groups(place, holder, met);
  return met;
}

bool DefinitionReader::check_type(const Field& field) {
  if (has_type(field.node, field.row.type)) return true;
  report({.rule = "wrong-type",
          .message = "Expected value of type " + std::string(spelling(field.row.type)),
          .at = field.place});
  return false;
}

bool DefinitionReader::check_limits(const Field& field) {
  const FieldRow& row = field.row;
  const source::Node& node = field.node;
  if (row.is_filled && node.members.empty() && node.elements.empty()) {
    report({.rule = "empty-value", .message = "Value cannot be empty", .at = field.place});
    return false;
  }
  if (!row.values.empty()) {
    const std::string_view text = node.scalar.as_string();
    for (const std::string_view value : row.values) {
      if (text == value) return true;
    }
    const bool language = row.name == "QueryLanguage";
    report({.rule = language ? "query-language-value" : "enum-value",
            .message = "Value should be one of the following: [" + joined(row.values) + "]",
            .at = field.place,
            .hint = suggestion(text, row.values)});
    return false;
  }
  if (!node.scalar.is_number()) return true;
  const double number = node.scalar.as_double();
  std::string message;
  if (row.minimum && number < *row.minimum)
    message = "Minimum value is " + bound_text(*row.minimum, row.type);
  if (row.maximum && number > *row.maximum)
    message = "Maximum value is " + bound_text(*row.maximum, row.type);
  if (message.empty() && row.type == JsonType::Integer && !node.scalar.is_int64())
    message = "Expected value of type Integer";
  if (message.empty()) return true;
  report({.rule = "number-range", .message = std::move(message), .at = field.place});
  return false;
}

void DefinitionReader::report_unknown(const Place& member, const Place& object, Holder holder) {
  std::string_view rule = "unknown-field";
  if (is_state(holder) && is_state_field(member.key)) rule = "unsupported-field";
  if (holder == Holder::NestedRule && find_field(Holder::ChoiceRule, member.key) >= 0) {
    rule = member.key == "Next" ? "choice-nested-next" : "unsupported-field";
  }
  if (member.key == "QueryLanguage") rule = "query-language-on-branch";
  std::string hint;
  if (rule == "unknown-field") {
    std::vector<std::string_view> names;
    for (const FieldRow* row : fields_of(holder)) names.push_back(row->name);
    hint = suggestion(member.key, names);
  } else if (is_state(holder)) {
    hint = "a " + std::string(name_of(static_cast<StateType>(holder))) + " state does not have it";
  }
  report({.rule = rule,
          .message = "Field '" + source::shown(member.key) + "' is not supported",
          .at = member,
          .aws_at = &object,
          .on_key = true,
          .hint = std::move(hint)});
}

void DefinitionReader::report_language(const Place& member, const Place& object, QueryLanguage language) {
  const QueryLanguage other =
      language == QueryLanguage::JSONPath ? QueryLanguage::JSONata : QueryLanguage::JSONPath;
  report({.rule = "query-language-field",
          .message = "The QueryLanguage is set to '" + std::string(spelling(language)) + "', but field '" +
                     std::string(member.key) + "' is only supported for the '" +
                     std::string(spelling(other)) + "' QueryLanguage",
          .at = member,
          .aws_at = &object,
          .on_key = true});
}

void DefinitionReader::report_missing(const Place& object, Holder holder, QueryLanguage language,
                                      uint64_t met) {
  const std::span<const FieldRow* const> rows = fields_of(holder);
  std::vector<std::string_view> missing;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool is_met = (met >> i & 1) != 0;
    if (rows[i]->is_required && !is_met && applies(rows[i]->languages, language))
      missing.push_back(rows[i]->name);
  }
  if (missing.empty()) return;
  report({.rule = "required-field",
          .message = "These fields are required: [" + joined(missing) + "]",
          .at = object,
          .on_key = true});
}

void DefinitionReader::report_value_and_path(const Place& object, Holder holder, const FieldRow& row,
                                             uint64_t met) {
  if (!row.name.ends_with("Path")) return;
  const std::string_view value = row.name.substr(0, row.name.size() - std::string_view("Path").size());
  if ((met >> find_field(holder, value) & 1) == 0) return;
  report({.rule = "exclusive-fields",
          .message = "There should only be one of the following fields: [" + std::string(value) + ", " +
                     std::string(row.name) + "]",
          .at = Place(object, *object.node->find_member(row.name)),
          .aws_at = &object,
          .on_key = true});
}

void DefinitionReader::report_groups(const Place& object, Holder holder, uint64_t met) {
  const std::span<const FieldRow* const> rows = fields_of(holder);
  uint32_t seen = 0;    // groups of the object's fields
  uint32_t filled = 0;  // groups of which a field is present
  bool has_variable = false;
  for (size_t i = 0; i < rows.size(); ++i) {
    const uint32_t bit = uint32_t{1} << static_cast<unsigned>(rows[i]->group);
    seen |= bit;
    if ((met >> i & 1) == 0 || rows[i]->group == FieldGroup::None) continue;
    if (rows[i]->group == FieldGroup::ValueOrPath) {
      report_value_and_path(object, holder, *rows[i], met);
      continue;
    }
    has_variable = has_variable || rows[i]->name == "Variable";
    const GroupRow& group = group_row(rows[i]->group);
    if ((filled & bit) == 0) {
      filled |= bit;
      continue;
    }
    const source::NodeMember* member = object.node->find_member(rows[i]->name);
    report({.rule = group.group == FieldGroup::NextOrEnd  ? "next-end-exclusive"
                    : group.group == FieldGroup::Rule     ? "choice-operator-count"
                    : group.group == FieldGroup::Operator ? "choice-operator-count"
                                                          : "exclusive-fields",
            .message =
                group.group == FieldGroup::Rule
                    ? "The object must have only one of the following fields, [" + std::string(group.fields) +
                          "]"
                    : "There should only be one of the following fields: [" + std::string(group.fields) + "]",
            .at = Place(object, *member),
            .aws_at = &object,
            .on_key = true});
  }
  for (unsigned i = 1; i <= static_cast<unsigned>(FieldGroup::Operator); ++i) {
    const GroupRow& group = group_row(static_cast<FieldGroup>(i));
    const uint32_t bit = uint32_t{1} << i;
    const bool is_required = group.is_required || (group.group == FieldGroup::Operator && has_variable);
    if (!is_required || (seen & bit) == 0 || (filled & bit) != 0) continue;
    const std::string fields(group.fields);
    switch (group.group) {
      case FieldGroup::Rule:
        report({.rule = "choice-operator-count",
                .message = "The object must have only one of the following fields, [" + fields + "]",
                .at = object,
                .on_key = true});
        break;
      case FieldGroup::Operator:
        report({.rule = "choice-operator-count",
                .message = "There should only be one of the following fields: [" + fields + "]",
                .at = object,
                .on_key = true,
                .hint = "a comparison operator is missing"});
        break;
      default:
        report({.rule = group.group == FieldGroup::NextOrEnd ? "next-or-end-required" : "required-field",
                .message = "This object should have only one of the following fields: [" + fields + "]",
                .at = object,
                .on_key = true});
    }
  }
}

void DefinitionReader::report_syntax(const Place& place, std::string_view rule, std::string message,
                                     const jsonpath::SyntaxError& error, const Place* aws_at) {
  const size_t size = place.node->scalar.as_string().size();
  const size_t offset = std::min(error.offset, size);
  report({.rule = rule,
          .message = std::move(message),
          .at = place,
          .aws_at = aws_at,
          .hint = source::shown(error.message),
          .span = document_.span_inside(*place.node, offset, std::min(offset + 1, size))});
}

std::string DefinitionReader::suggestion(std::string_view unknown,
                                         std::span<const std::string_view> candidates) {
  constexpr size_t kLongest = 100;
  if (unknown.size() > kLongest || candidates.size() > suggestions_left_) return {};
  suggestions_left_ -= candidates.size();
  const std::string_view nearest = nearest_name(unknown, candidates);
  return nearest.empty() ? std::string() : "did you mean '" + source::shown(nearest) + "'?";
}

}  // namespace pawl::asl
