#include "source/template.h"

#include <algorithm>
#include <array>

#include "base/text_hash.h"
#include "source/mapped_text.h"
#include "source/template_functions.h"

namespace pawl::source {
namespace {

constexpr std::string_view kStateMachine = "AWS::StepFunctions::StateMachine";
constexpr std::string_view kServerless = "AWS::Serverless::StateMachine";
constexpr size_t kMostMachines = 500;

/// The names of the properties with definitions; the Serverless Framework writes them in lower case.
struct PropertyNames {
  std::string_view definition, type;
};
constexpr PropertyNames kResource{"Definition", "StateMachineType"}, kPlugin{"definition", "type"};

bool is_machine(const Node& resource) {
  const std::string_view type = text_of(resource.find("Type"));
  return type == kStateMachine || type == kServerless;
}

/// Whether a resource, or the body of a loop, is a state machine.
bool holds_machine(const Node& value) {
  if (is_machine(value)) return true;
  if (value.elements.size() != 3) return false;
  const std::vector<NodeMember>& made = value.elements[2].members;
  return std::any_of(made.begin(), made.end(),
                     [](const NodeMember& one) { return holds_machine(one.value); });
}

/// `#{AWS::Region}` of serverless-pseudo-parameters is `${AWS::Region}`.
void as_placeholders(Node& node) {
  if (text_of(&node).find("#{") != std::string_view::npos) {
    std::string text(text_of(&node));
    for (size_t at = text.find("#{"); at != std::string::npos; at = text.find("#{", at)) text[at] = '$';
    node.scalar = Value::string(text);
  }
  for (Node& element : node.elements) as_placeholders(element);
  for (NodeMember& member : node.members) as_placeholders(member.value);
}

/// Collects the state machines of a template, one at a time.
class Machines {
 public:
  Machines(const Document& document, const Substitutions& given)
      : document_(document), given_(given), functions_(document, given) {}

  void resources(const Node* section) {
    if (section == nullptr) return;
    Node machines;
    for (const NodeMember& member : section->members) {
      if (holds_machine(member.value)) machines.members.push_back(member);
    }
    functions_.for_each_member(machines, [&](const NodeMember& resource, std::string id) {
      if (!is_machine(resource.value)) return true;
      const Node* properties = resource.value.find("Properties");
      // SAM turns a number that a function returns in a Definition into a string; what CloudFormation does is
      // not known.
      functions_.keep_numbers(text_of(resource.value.find("Type")) == kStateMachine);
      add(resource, std::move(id), properties, kResource);
      return all_.size() < kMostMachines;
    });
  }

  /// stepFunctions.stateMachines of serverless.yml.
  void plugin(const Node* section) {
    const Node* machines = section == nullptr ? nullptr : section->find("stateMachines");
    if (machines == nullptr) return;
    for (const NodeMember& machine : machines->members) {
      if (all_.size() < kMostMachines) add(machine, machine.key, &machine.value, kPlugin);
    }
  }

  std::vector<TemplateMachine> take() { return std::move(all_); }

 private:
  void add(const NodeMember& resource, std::string id, const Node* properties, const PropertyNames& names) {
    resource_ = &resource;
    properties_ = properties;
    names_ = names;
    TemplateMachine out;
    out.id = std::move(id);
    out.span = {resource.key_span.begin, resource.value.span.end};
    const NodeMember* type = property(names.type) != nullptr ? property(names.type) : property("Type");
    out.is_express = type != nullptr && functions_.known_text(type->value) == "EXPRESS";
    read_substitutions(out);
    functions_.decide(false);
    const bool had_branches = std::exchange(branches_, false);
    read(out, out.definition);
    if (branches_) {
      functions_.decide(true);
      TemplateMachine other;
      other.id = out.id;
      other.values = out.values;
      read(other, other.definition);
      out.other = std::move(other.definition);
      functions_.decide(false);
    }
    branches_ = had_branches;
    all_.push_back(std::move(out));
  }

  [[nodiscard]] const NodeMember* property(std::string_view name) const {
    return properties_ == nullptr ? nullptr : properties_->find_member(name);
  }

  void read_substitutions(TemplateMachine& out) {
    out.values = given_;
    if (names_.definition == kPlugin.definition) return;  // its variables are not CloudFormation's
    out.declared.emplace();
    const NodeMember* substitutions = property("DefinitionSubstitutions");
    if (substitutions == nullptr) return;
    functions_.for_each_member(
        functions_.chosen(substitutions->value), [&](const NodeMember& one, std::string name) {
          if (name.starts_with("Fn::")) out.declared.reset();  // AWS::Include: more names from elsewhere
          if (out.declared) out.declared->push_back(name);
          const Node& value = functions_.chosen(one.value);
          const bool is_text =
              value.kind == Node::Kind::Scalar ? !value.scalar.is_null() : function_of(value) != nullptr;
          if (!is_text) return true;
          std::string text = filled(functions_.text(value).text(), given_);
          // `${F.Arn}` adds nothing to the name, and the value of a dynamic reference is not known.
          const bool is_open = (placeholder_length(text) == text.size() && !text.empty()) ||
                               text.find("{{resolve:") != std::string::npos;
          if (!is_open) out.values.emplace_back(std::move(name), std::move(text));
          return true;
        });
  }

  void tell(LoadResult& out, Severity severity, std::string rule, std::string message, Span span) const {
    out.diagnostics.push_back({.severity = severity,
                               .rule = std::move(rule),
                               .message = "'" + shown(resource_->key) + "': " + std::move(message),
                               .span = span});
  }

  void elsewhere(LoadResult& out, std::string message, Span span) const {
    tell(out, Severity::Info, "definition-elsewhere", std::move(message), span);
  }

  void read(TemplateMachine& machine, LoadResult& out) {
    out.document.name = document_.name;
    out.document.format = document_.format;
    if (const NodeMember* own = property(names_.definition)) {
      read_tree(*own, machine, out);
    } else if (const NodeMember* string = property("DefinitionString")) {
      read_string(*string, machine, out);
    } else if (const NodeMember* uri = property("DefinitionUri")) {
      read_uri(*uri, machine, out);
    } else if (const NodeMember* location = property("DefinitionS3Location")) {
      in_s3(*location, machine, out);
    } else {
      elsewhere(out, "the definition is not in the template", resource_->key_span);
    }
    if (functions_.is_exhausted()) {
      out.document.root = Node{};
      out.diagnostics.clear();
      tell(out, Severity::Error, "template-too-large",
           "the template's functions multiply to more than a million values", resource_->key_span);
    }
  }

  const Node& chosen(const Node& node) {
    const Node& one = functions_.chosen(node);
    branches_ = branches_ || &one != &node;
    return one;
  }

  void read_tree(const NodeMember& property, TemplateMachine& machine, LoadResult& out) {
    const Node& definition = chosen(property.value);
    const NodeMember* function = function_of(definition);
    if (function != nullptr && function->key == "Fn::ToJsonString")
      return read_string(property, machine, out);
    if (definition.scalar.is_string() && names_.definition == kPlugin.definition)
      return read_plugin_text(property, definition, machine, out);
    if (function != nullptr || definition.kind == Node::Kind::Scalar)
      return elsewhere(out, given_by(function), property.key_span);
    functions_.forget_branches();
    out.document.root = functions_.tree(definition);
    if (names_.definition == kPlugin.definition) as_placeholders(out.document.root);
    branches_ = branches_ || functions_.has_branches();
    fill(out.document.root, machine.values);
  }

  [[nodiscard]] static std::string given_by(const NodeMember* function) {
    if (function == nullptr) return "the definition is not in the template";
    if (function->key == "Fn::Transform") return "the definition is included from elsewhere (Fn::Transform)";
    return "the definition is what " + shown(function->key) + " gives, which the template does not say";
  }

  void read_string(const NodeMember& property, TemplateMachine& machine, LoadResult& out) {
    const Node& string = chosen(property.value);
    const NodeMember* function = function_of(string);
    functions_.forget_branches();
    if (function != nullptr && function->key == "Fn::ToJsonString") {
      out.document.root = functions_.tree(function->value);
      fill(out.document.root, machine.values);
    } else if (function == nullptr && !string.scalar.is_string()) {
      tell(out, Severity::Error, "wrong-type", property.key + " is no text", string.span);
      out.diagnostics.back().hint = "Definition takes an object, DefinitionString its JSON as text";
      return;
    } else {
      const MappedText text = functions_.text(string);
      if (function != nullptr && placeholder_length(text.text()) == text.text().size())
        return elsewhere(out, given_by(function), property.key_span);
      read_text(text, machine, out);
    }
    branches_ = branches_ || functions_.has_branches();
  }

  void read_text(const MappedText& text, const TemplateMachine& machine, LoadResult& out) {
    out = read_mapped(fill(text, Format::Json, machine.values).text, document_.name, Format::Json);
    out.document.format = document_.format;
    if (has_errors(out.diagnostics) && sniff(text.text()) != Format::Json)
      out.diagnostics.back().hint = "a definition as text is JSON; YAML belongs under Definition";
  }

  /// A local path or an object in S3.
  void read_uri(const NodeMember& property, TemplateMachine& machine, LoadResult& out) {
    const Node& uri = chosen(property.value);
    if (uri.kind == Node::Kind::Object && function_of(uri) == nullptr) return in_s3(property, machine, out);
    const std::string path = functions_.text(uri).text();
    if (path.starts_with("s3://") || path.starts_with("https://")) {
      elsewhere(out, "the definition is in S3", property.key_span);
    } else if (path.find("${") != std::string::npos || path.empty()) {
      elsewhere(out, "the template does not say where the definition is", property.key_span);
    } else {
      machine.file = path;
    }
  }

  /// `cdk synth` puts the object `<hash>.json` beside the template, as `asset.<hash>.json`.
  void in_s3(const NodeMember& location, TemplateMachine& machine, LoadResult& out) {
    elsewhere(out, "the definition is in S3", location.key_span);
    const Node* key = functions_.chosen(location.value).find("Key");
    const std::string name = key == nullptr ? "" : functions_.text(*key).text();
    if (!name.empty() && name.find('/') == std::string::npos) machine.file = "asset." + name;
  }

  /// `${file(flows/a.yml)}` of the Serverless Framework, or JSON.
  void read_plugin_text(const NodeMember& property, const Node& definition, TemplateMachine& machine,
                        LoadResult& out) {
    const std::string_view text = definition.scalar.as_string();
    constexpr std::string_view kFile = "${file(";
    if (text.starts_with(kFile) && text.ends_with(")}")) {
      machine.file = text.substr(kFile.size(), text.size() - kFile.size() - 2);
    } else if (placeholder_length(text) == text.size()) {
      elsewhere(out, "the definition is what " + shown(text) + " gives", property.key_span);
    } else {
      read_text(mapped(document_, definition), machine, out);
    }
  }

  const Document& document_;
  const Substitutions& given_;
  TemplateFunctions functions_;
  std::vector<TemplateMachine> all_;
  // Of the current machine.
  const NodeMember* resource_ = nullptr;
  const Node* properties_ = nullptr;
  PropertyNames names_ = kResource;
  bool branches_ = false;  // the definition depends on conditions
};

}  // namespace

bool is_template(const Node& root) {
  if (root.find("States") != nullptr || root.find("StartAt") != nullptr) return false;
  constexpr std::array<std::string_view, 6> kSections = {
      "Resources", "AWSTemplateFormatVersion", "Transform", "stepFunctions", "stateMachines", "Rules"};
  return std::any_of(kSections.begin(), kSections.end(),
                     [&](std::string_view name) { return root.find(name) != nullptr; });
}

std::vector<TemplateMachine> state_machines(const Document& document, const Substitutions& given) {
  Machines machines(document, given);
  machines.resources(document.root.find("Resources"));
  if (const Node* resources = document.root.find("resources"))
    machines.resources(resources->find("Resources"));
  machines.plugin(document.root.find("stepFunctions"));
  machines.plugin(&document.root);
  return machines.take();
}

Diagnostics undeclared_substitutions(const Document& definition, const std::vector<std::string>& declared,
                                     const Substitutions& given) {
  Diagnostics out;
  TextSet<std::string_view> known(declared.begin(), declared.end());
  for (const auto& [name, value] : given) known.insert(name);
  const std::string_view text = definition.text;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const std::string_view name = placeholder_at(text, at);
    if (name.empty() || !known.insert(name).second) continue;
    out.push_back({.severity = Severity::Warning,
                   .rule = "substitution-undeclared",
                   .message = "the template's DefinitionSubstitutions do not name '" + shown(name) + "'",
                   .span = {static_cast<uint32_t>(at), static_cast<uint32_t>(at + name.size() + 3)}});
  }
  return out;
}

}  // namespace pawl::source
