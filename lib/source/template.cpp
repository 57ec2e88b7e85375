#include "source/template.h"

#include <algorithm>

#include "source/json_reader.h"
#include "value/json_scanner.h"

namespace pawl::source {
namespace {

constexpr std::string_view kStateMachine = "AWS::StepFunctions::StateMachine";
constexpr std::string_view kServerless = "AWS::Serverless::StateMachine";

std::string_view text_of(const Node* node) {
  return node != nullptr && node->scalar.is_string() ? node->scalar.as_string() : std::string_view();
}

bool is_machine(const Node& resource) {
  const std::string_view type = text_of(resource.find("Type"));
  return type == kStateMachine || type == kServerless;
}

/// The one member of an object that calls a function of CloudFormation, or null pointer.
const NodeMember* function_of(const Node& node) {
  if (node.kind != Node::Kind::Object || node.members.size() != 1) return nullptr;
  const NodeMember& member = node.members.front();
  const bool is_function = member.key == "Ref" || member.key == "Condition" || member.key.starts_with("Fn::");
  // A state may be called "Condition"; functions have texts and lists.
  const bool is_named = member.key == "Condition" && member.value.kind == Node::Kind::Object;
  return is_function && !is_named ? &member : nullptr;
}

Node text_node(std::string text, Span span) {
  Node node;
  node.scalar = Value::string(text);
  node.span = span;
  return node;
}

bool is_no_value(const Node& node) {
  const NodeMember* function = function_of(node);
  return function != nullptr && function->key == "Ref" && text_of(&function->value) == "AWS::NoValue";
}

/// A tree without functions: what they give is `${placeholders}`, or the text that is known. Readers bound
/// the nesting.
Node resolved(const Node& node);

Node resolved_function(const Node& node, const NodeMember& function) {
  const Node& value = function.value;
  const std::string_view text = text_of(&value);
  if (function.key == "Ref") return text_node("${" + std::string(text) + "}", node.span);
  if (function.key == "Fn::GetAtt") {
    std::string name(text);
    for (const Node& part : value.elements) name += (name.empty() ? "" : ".") + std::string(text_of(&part));
    return text_node("${" + name + "}", node.span);
  }
  if (function.key == "Fn::Sub") {
    const Node& pattern = value.elements.empty() ? value : value.elements.front();
    if (pattern.scalar.is_string()) return pattern;
  }
  if (function.key == "Fn::If" && value.elements.size() == 3) {
    return resolved(value.elements[is_no_value(value.elements[1]) ? 2 : 1]);
  }
  if (function.key == "Fn::Join" && value.elements.size() == 2 &&
      value.elements[1].kind == Node::Kind::Array) {
    const std::string_view separator = text_of(&value.elements[0]);
    std::string joined;
    bool is_first = true;
    for (const Node& part : value.elements[1].elements) {
      const Node one = resolved(part);
      if (!is_first) joined += separator;
      is_first = false;
      joined += one.scalar.is_string() ? std::string(one.scalar.as_string()) : "${Part}";
    }
    return text_node(std::move(joined), node.span);
  }
  return text_node("${" + function.key.substr(function.key.rfind(':') + 1) + "}", node.span);
}

Node resolved(const Node& node) {
  if (const NodeMember* function = function_of(node)) return resolved_function(node, *function);
  Node out;
  out.kind = node.kind;
  out.scalar = node.scalar;
  out.span = node.span;
  for (const Node& element : node.elements) {
    if (!is_no_value(element)) out.elements.push_back(resolved(element));
  }
  for (const NodeMember& member : node.members) {
    if (!is_no_value(member.value))
      out.members.push_back({member.key, member.key_span, resolved(member.value)});
  }
  return out;
}

std::string filled(std::string_view text, const Substitutions& substitutions) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const auto found = std::find_if(substitutions.begin(), substitutions.end(), [&](const auto& one) {
      return text.substr(at).starts_with("${" + one.first + "}");
    });
    if (text[at] != '$' || found == substitutions.end()) {
      out += text[at++];
    } else {
      out += found->second;
      at += found->first.size() + 3;
    }
  }
  return out;
}

void fill(Node& node, const Substitutions& substitutions) {
  if (node.scalar.is_string() && node.scalar.as_string().find("${") != std::string_view::npos)
    node.scalar = Value::string(filled(node.scalar.as_string(), substitutions));
  for (Node& element : node.elements) fill(element, substitutions);
  for (NodeMember& member : node.members) fill(member.value, substitutions);
}

/// Where each byte of a string node's value stands in the text of its document.
class Offsets {
 public:
  Offsets(const Document& document, const Node& string) : span_(string.span) {
    const std::string_view value = string.scalar.as_string();
    const std::string_view raw = std::string_view(document.text).substr(span_.begin, span_.end - span_.begin);
    if (raw.starts_with('"')) decode(raw, value.size());
    else align(document.text, value);
  }

  [[nodiscard]] Span outer(Span inner) const {
    if (offsets_.empty()) return span_;
    const auto at = [this](uint32_t offset) {
      return offsets_[std::min<size_t>(offset, offsets_.size() - 1)];
    };
    const uint32_t begin = at(inner.begin);
    const uint32_t end = inner.end > inner.begin ? at(inner.end - 1) + 1 : begin;
    return {begin, std::max(begin, end)};
  }

 private:
  /// Escapes of JSON and of YAML's double quotes that JSON has too.
  void decode(std::string_view raw, size_t size) {
    for (size_t i = 1; i < raw.size() && offsets_.size() < size;) {
      size_t length = 1, bytes = 1;
      if (raw[i] == '\\') {
        length = raw.substr(i, 2) == "\\u" ? 6 : 2;
        std::string one;
        JsonError error;
        if (json_detail::unescape_string(std::string(raw.substr(i, length)) + '"', one, error) != 0)
          bytes = one.size();
      }
      offsets_.insert(offsets_.end(), bytes, static_cast<uint32_t>(span_.begin + i));
      i += length;
    }
    offsets_.push_back(static_cast<uint32_t>(span_.begin + raw.size()));
  }

  /// Block and plain scalars: the value's lines stand in the text one below the other, indented.
  void align(std::string_view text, std::string_view value) {
    size_t at = span_.begin;
    while (!value.empty()) {
      const std::string_view line = value.substr(0, value.find('\n'));
      const size_t found = line.empty() ? at : text.find(line, at);
      if (found == std::string_view::npos) {
        offsets_.clear();
        return;
      }
      for (size_t i = 0; i < line.size(); ++i) offsets_.push_back(static_cast<uint32_t>(found + i));
      at = found + line.size();
      if (line.size() == value.size()) break;
      offsets_.push_back(static_cast<uint32_t>(at));
      value.remove_prefix(line.size() + 1);
    }
    offsets_.push_back(static_cast<uint32_t>(at));
  }

  Span span_;
  std::vector<uint32_t> offsets_;
};

void move_spans(Node& node, const Offsets& offsets) {
  node.span = offsets.outer(node.span);
  for (Node& element : node.elements) move_spans(element, offsets);
  for (NodeMember& member : node.members) {
    member.key_span = offsets.outer(member.key_span);
    move_spans(member.value, offsets);
  }
}

/// A definition as text inside of the template.
void read_string(const Document& outer, const Node& string, const Substitutions& substitutions,
                 LoadResult& out) {
  const Offsets offsets(outer, string);
  const std::string text = filled(string.scalar.as_string(), substitutions);
  LoadResult inner = read(outer.name, text, sniff(text));
  move_spans(inner.document.root, offsets);
  for (Diagnostic& diagnostic : inner.diagnostics) diagnostic.span = offsets.outer(diagnostic.span);
  out.document.root = std::move(inner.document.root);
  out.diagnostics = std::move(inner.diagnostics);
}

std::vector<std::string> keys_of(const Node* node) {
  std::vector<std::string> keys;
  if (node == nullptr) return keys;
  for (const NodeMember& member : node->members) keys.push_back(member.key);
  return keys;
}

TemplateMachine machine_of(const Document& document, const NodeMember& resource,
                           const Substitutions& substitutions) {
  TemplateMachine out;
  out.id = resource.key;
  Document& definition = out.definition.document;
  definition.name = document.name;
  definition.format = document.format;
  definition.text = document.text;
  definition.lines = document.lines;
  const Node* properties = resource.value.find("Properties");
  const auto property = [&](std::string_view name) {
    return properties == nullptr ? nullptr : properties->find_member(name);
  };
  const auto elsewhere = [&](std::string message, Span span) {
    out.definition.diagnostics.push_back({.severity = Severity::Info,
                                          .rule = "definition-elsewhere",
                                          .message = "'" + shown(out.id) + "': " + std::move(message),
                                          .pointer = "/Resources/" + out.id,
                                          .span = span});
  };
  const NodeMember* type =
      property("StateMachineType") != nullptr ? property("StateMachineType") : property("Type");
  out.is_express = type != nullptr && text_of(&type->value) == "EXPRESS";
  if (const NodeMember* names = property("DefinitionSubstitutions"))
    out.substitutions = keys_of(&names->value);
  if (const NodeMember* own = property("Definition")) {
    definition.root = resolved(own->value);
    fill(definition.root, substitutions);
  } else if (const NodeMember* string = property("DefinitionString")) {
    const Node text = resolved(string->value);
    if (text.scalar.is_string()) read_string(document, text, substitutions, out.definition);
    else elsewhere("DefinitionString is no text", string->key_span);
  } else if (const NodeMember* uri = property("DefinitionUri")) {
    const std::string_view path = text_of(&uri->value);
    if (path.empty() || path.starts_with("s3://")) elsewhere("the definition is in S3", uri->key_span);
    else out.file = path;
  } else {
    elsewhere("the definition is not in the template", resource.key_span);
  }
  return out;
}

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

bool is_template(const Node& root) {
  const Node* resources = root.find("Resources");
  return resources != nullptr && root.find("States") == nullptr &&
         std::any_of(resources->members.begin(), resources->members.end(),
                     [](const NodeMember& resource) { return is_machine(resource.value); });
}

std::vector<TemplateMachine> state_machines(const Document& document, const Substitutions& substitutions) {
  std::vector<TemplateMachine> out;
  const Node* resources = document.root.find("Resources");
  if (resources == nullptr) return out;
  for (const NodeMember& resource : resources->members) {
    if (is_machine(resource.value)) out.push_back(machine_of(document, resource, substitutions));
  }
  return out;
}

Diagnostics undeclared_substitutions(const Document& definition, const std::vector<std::string>& declared) {
  Diagnostics out;
  std::vector<std::string_view> told;
  const std::string_view text = definition.text;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    size_t end = at + 2;
    while (end < text.size() && is_name_character(text[end])) ++end;
    const std::string_view name = text.substr(at + 2, end - at - 2);
    if (name.empty() || end == text.size() || text[end] != '}') continue;
    if (std::find(declared.begin(), declared.end(), name) != declared.end()) continue;
    if (std::find(told.begin(), told.end(), name) != told.end()) continue;
    told.push_back(name);
    out.push_back({.severity = Severity::Warning,
                   .rule = "substitution-undeclared",
                   .message = "the template's DefinitionSubstitutions do not name '" + shown(name) + "'",
                   .span = {static_cast<uint32_t>(at), static_cast<uint32_t>(end + 1)}});
  }
  return out;
}

}  // namespace pawl::source
