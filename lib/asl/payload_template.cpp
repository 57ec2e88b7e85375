// Compiles payload templates: computed members become paths, calls or expressions; the rest is one literal
// Value.
#include "asl/payload_template.h"

#include "asl/reader.h"
#include "base/text_hash.h"
#include "base/utf8.h"

namespace pawl::asl {
namespace {

constexpr std::string_view kComputed = ".$";
constexpr size_t kLongestVariableName = 80;

bool is_letter(unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/// Letters, digits and `_`, no digit first; characters above ASCII count as letters.
bool is_variable_name(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (!is_letter(byte) && !(byte >= '0' && byte <= '9') && byte != '_' && byte < 0x80) return false;
  }
  if (name.front() >= '0' && name.front() <= '9') return false;
  return utf8::count(name) <= kLongestVariableName;
}

}  // namespace

PayloadTemplate DefinitionReader::payload(const Field& field) {
  return {.root = template_node(field.place, field.place, field.language)};
}

PayloadTemplate DefinitionReader::assignment(const Field& field) {
  for (const source::NodeMember& member : field.node.members) {
    check_variable_name(Place(field.place, member), field.place, field.language);
  }
  return payload(field);
}

void DefinitionReader::check_variable_name(const Place& member, const Place& field, QueryLanguage language) {
  std::string_view name = member.key;
  if (language == QueryLanguage::JSONPath && name.ends_with(kComputed)) name.remove_suffix(kComputed.size());
  if (has_placeholder(name)) return;
  if (name == "states") {
    report({.rule = "assign-reserved-name",
            .message = "Cannot assign to reserved variable '$states'.",
            .at = member,
            .aws_at = &field,
            .code = "RESERVED_VARIABLE_NAME",
            .on_key = true});
  } else if (!is_variable_name(name)) {
    report({.rule = "assign-invalid-name",
            .message = "Invalid variable name: '" + source::shown(name) + "'",
            .at = member,
            .aws_at = &field,
            .code = "INVALID_VARIABLE_NAME",
            .on_key = true,
            .hint = "letters, digits and _, a letter first, at most 80"});
  }
}

PayloadTemplate DefinitionReader::path_or_intrinsic(const Field& field) {
  return {.root = computed(field.place, field.place, "jsonpath-syntax")};
}

TemplateNode DefinitionReader::template_node(const Place& place, const Place& field, QueryLanguage language) {
  const source::Node& node = *place.node;
  switch (node.kind) {
    case source::Node::Kind::Object: return template_object(place, field, language);
    case source::Node::Kind::Array: return template_array(place, field, language);
    case source::Node::Kind::Scalar: break;
  }
  if (language == QueryLanguage::JSONata && node.scalar.is_string() && is_jsonata(node.scalar.as_string())) {
    if (auto expression = jsonata(place)) return {.content = std::move(*expression), .span = node.span};
  }
  return {.content = node.scalar, .span = node.span};
}

TemplateNode DefinitionReader::template_object(const Place& place, const Place& field,
                                               QueryLanguage language) {
  const source::Node& node = *place.node;
  TemplateNode::Object object;
  object.members.reserve(node.members.size());
  TextSet<std::string_view> computed_names;
  bool is_literal = true;
  for (const source::NodeMember& member : node.members) {
    const Place at(place, member);
    const bool is_computed =
        language == QueryLanguage::JSONPath && std::string_view(member.key).ends_with(kComputed);
    const std::string_view name =
        std::string_view(member.key).substr(0, member.key.size() - (is_computed ? kComputed.size() : 0));
    if (is_computed) computed_names.insert(name);
    TemplateNode value = is_computed ? computed(at, field) : template_node(at, field, language);
    is_literal = is_literal && !is_computed && value.is_literal();
    object.members.push_back({Value::string(name), member.key, std::move(value)});
  }
  if (!computed_names.empty()) {
    for (const source::NodeMember& member : node.members) {
      if (!computed_names.contains(member.key)) continue;
      report({.rule = "payload-template-duplicate-key",
              .message = "The field '" + source::shown(member.key) + "' is here twice: as '" +
                         source::shown(member.key) + "' and as '" + source::shown(member.key) + ".$'",
              .at = Place(place, member),
              .aws_at = &field,
              .on_key = true});
    }
  }
  if (!is_literal) return {.content = std::move(object), .span = node.span};
  ObjectBuilder builder(object.members.size());
  for (TemplateMember& member : object.members)
    builder.append(member.key, std::get<Value>(std::move(member.node.content)));
  return {.content = builder.finish(), .span = node.span};
}

TemplateNode DefinitionReader::template_array(const Place& place, const Place& field,
                                              QueryLanguage language) {
  const source::Node& node = *place.node;
  TemplateNode::Array array;
  array.elements.reserve(node.elements.size());
  bool is_literal = true;
  for (size_t i = 0; i < node.elements.size(); ++i) {
    array.elements.push_back(template_node(Place(place, node.elements[i], i), field, language));
    is_literal = is_literal && array.elements.back().is_literal();
  }
  if (!is_literal) return {.content = std::move(array), .span = node.span};
  ArrayBuilder builder(array.elements.size());
  for (TemplateNode& element : array.elements) builder.push(std::get<Value>(std::move(element.content)));
  return {.content = builder.finish(), .span = node.span};
}

TemplateNode DefinitionReader::computed(const Place& place, const Place& aws_at, std::string_view rule) {
  const source::Node& node = *place.node;
  const std::string message = "The value for the field '" + source::shown(place.key) +
                              "' must be a valid JSONPath or a valid intrinsic function call";
  TemplateNode result{.content = node.scalar, .span = node.span};
  if (!node.scalar.is_string()) {
    report({.rule = rule, .message = message, .at = place, .aws_at = &aws_at});
    return result;
  }
  const std::string_view text = node.scalar.as_string();
  jsonpath::SyntaxError error;
  if (text.starts_with('$')) {
    auto path = jsonpath::Path::parse(text);
    if (path) result.content = std::move(*path);
    else error = std::move(path.error());
  } else {
    auto expression = intrinsics::IntrinsicExpression::parse(text);
    if (expression) result.content = std::move(*expression);
    else error = std::move(expression.error());
  }
  const bool is_open = has_placeholder(text) && (result.is_literal() || text.starts_with('$'));
  if (is_open) leave_open(node.span);
  else if (result.is_literal()) report_syntax(place, rule, message, error, &aws_at);
  return result;
}

}  // namespace pawl::asl
