#include "source/template_functions.h"

#include <array>

#include "value/dump.h"

namespace pawl::source {
namespace {

/// The longest collection of a loop that is expanded.
constexpr size_t kMostLoops = 100'000;

/// The pseudo parameters as runs of pawl have them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPseudo = {
    {{"AWS::Partition", "aws"},
     {"AWS::Region", "us-east-1"},
     {"AWS::AccountId", "123456789012"},
     {"AWS::URLSuffix", "amazonaws.com"}}};

Node string_node(std::string_view text, Span span) {
  Node node;
  node.scalar = Value::string(text);
  node.span = span;
  return node;
}

bool is_no_value(const Node& node) {
  const NodeMember* function = function_of(node);
  return function != nullptr && function->key == "Ref" && text_of(&function->value) == "AWS::NoValue";
}

std::string scalar_text(const Value& scalar) { return to_text(scalar); }

std::string alphanumeric(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) out += c;
  }
  return out;
}

/// `F.Arn` of "F.Arn" and of ["F", "Arn"].
std::string attribute_name(const Node& value) {
  std::string name(text_of(&value));
  for (const Node& part : value.elements) name += (name.empty() ? "" : ".") + std::string(text_of(&part));
  return name;
}

}  // namespace

std::string_view text_of(const Node* node) {
  return node != nullptr && node->scalar.is_string() ? node->scalar.as_string() : std::string_view();
}

const NodeMember* function_of(const Node& node) {
  if (node.kind != Node::Kind::Object || node.members.size() != 1) return nullptr;
  const NodeMember& member = node.members.front();
  if (member.key.starts_with("Fn::ForEach::")) return nullptr;
  // A state may have this name.
  if (member.key == "Ref" || member.key == "Condition")
    return member.value.scalar.is_string() ? &member : nullptr;
  return member.key.starts_with("Fn::") ? &member : nullptr;
}

MappedText TemplateFunctions::text(const Node& node) {
  MappedText out;
  write(node, out);
  return out;
}

std::optional<std::string> TemplateFunctions::known_text(const Node& node) {
  std::string known = text(node).text();
  if (is_exhausted() || known.find("${") != std::string::npos) return std::nullopt;
  return known;
}

const Node& TemplateFunctions::chosen(const Node& node) {
  const Node* one = &node;
  for (const NodeMember* function = function_of(*one);
       function != nullptr && function->key == "Fn::If" && function->value.elements.size() == 3;
       function = function_of(*one)) {
    has_branches_ = true;
    one = &function->value.elements[holds(function->value.elements[0], 0) ? 1 : 2];
  }
  return *one;
}

/// A Condition of the template by name, or an inline one.
bool TemplateFunctions::holds(const Node& condition, size_t depth) {
  constexpr size_t kDeepest = 50;  // conditions may refer to each other in a cycle
  spend(1);
  if (depth > kDeepest || is_exhausted()) return !inverted_;
  const NodeMember* function = function_of(condition);
  const std::string_view name =
      function != nullptr && function->key == "Condition" ? text_of(&function->value) : text_of(&condition);
  if (!name.empty()) {
    const Node* conditions = document_.root.find("Conditions");
    const Node* named = conditions == nullptr ? nullptr : conditions->find(name);
    return named == nullptr ? !inverted_ : holds(*named, depth + 1);
  }
  if (function == nullptr) return !inverted_;
  const std::vector<Node>& parts = function->value.elements;
  if (function->key == "Fn::Not" && parts.size() == 1) return !holds(parts[0], depth + 1);
  if (function->key == "Fn::And" || function->key == "Fn::Or") {
    const bool is_or = function->key == "Fn::Or";
    for (const Node& part : parts) {
      if (holds(part, depth + 1) == is_or) return is_or;
    }
    return !is_or;
  }
  if (function->key == "Fn::Equals" && parts.size() == 2) {
    const auto left = known_text(parts[0]), right = known_text(parts[1]);
    const bool is_equal = !left || !right || *left == *right;
    return is_equal != inverted_;
  }
  return !inverted_;
}

const Node* TemplateFunctions::parameter(std::string_view name) const {
  const Node* parameters = document_.root.find("Parameters");
  return parameters == nullptr ? nullptr : parameters->find(name);
}

std::optional<std::string> TemplateFunctions::value_of_name(std::string_view name) const {
  if (const auto loop = loop_.find(name); loop != loop_.end()) return loop->second;
  if (value_of(given_, name) != nullptr) return std::nullopt;
  for (const auto& [pseudo, value] : kPseudo) {
    if (pseudo == name) return std::string(value);
  }
  const Node* one = parameter(name);
  // The default of an AWS::SSM::Parameter::Value<…> is the name of what holds the value.
  if (one == nullptr || text_of(one->find("Type")).starts_with("AWS::SSM")) return std::nullopt;
  const Node* value = one->find("Default");
  if (value == nullptr || value->kind != Node::Kind::Scalar || value->scalar.is_null()) return std::nullopt;
  std::string text = scalar_text(value->scalar);
  // An empty default is meant to be overridden.
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::string TemplateFunctions::with_loop_values(std::string_view text) const {
  std::string out;
  if (loop_.empty()) return out.append(text);
  for (size_t at = 0; at < text.size(); ++at) {
    const bool is_mark = (text[at] == '$' || text[at] == '&') && text.substr(at + 1).starts_with('{');
    const size_t end = is_mark ? text.find('}', at) : std::string_view::npos;
    const auto loop =
        end == std::string_view::npos ? loop_.end() : loop_.find(text.substr(at + 2, end - at - 2));
    if (loop == loop_.end()) {
      out += text[at];
    } else {
      out += text[at] == '&' ? alphanumeric(loop->second) : loop->second;
      at = end;
    }
  }
  return out;
}

std::vector<std::string> TemplateFunctions::loop_values(const Node& collection, std::string_view name) {
  std::vector<std::string> values;
  for (const Node& element : collection.elements) {
    if (values.size() == kMostLoops) break;
    values.push_back(text(element).text());
  }
  if (values.empty()) {  // of a Parameter that is a list
    const auto list = known_text(collection);
    for (size_t at = 0; list && at <= list->size() && values.size() < kMostLoops;) {
      const size_t comma = std::min(list->find(',', at), list->size());
      const std::string_view one = std::string_view(*list).substr(at, comma - at);
      const size_t first = std::min(one.find_first_not_of(' '), one.size());
      if (!one.empty()) values.emplace_back(one.substr(first));
      at = comma + 1;
    }
  }
  if (values.empty()) values.push_back("${" + std::string(name) + "}");
  return values;
}

/// The element of a list or a mapping that a function selects, if it is known.
const Node* TemplateFunctions::selected(const NodeMember& function) {
  constexpr size_t kDeepest = 50;  // a mapping's values may refer to the mapping
  if (multiplied_ > kDeepest) return nullptr;
  const std::vector<Node>& parts = function.value.elements;
  if (function.key == "Fn::Select" && parts.size() == 2) {
    const auto index = known_text(parts[0]);
    if (!index || index->empty() || index->size() > 4 ||
        index->find_first_not_of("0123456789") != std::string::npos)
      return nullptr;
    const size_t at = std::stoul(*index);
    return at < parts[1].elements.size() ? &parts[1].elements[at] : nullptr;
  }
  if (function.key != "Fn::FindInMap" || parts.size() < 3) return nullptr;
  const Node* at = document_.root.find("Mappings");
  for (size_t i = 0; i < 3 && at != nullptr; ++i) {
    const auto key = known_text(parts[i]);
    at = key ? at->find(*key) : nullptr;
  }
  return at;
}

void TemplateFunctions::write(const Node& node, MappedText& out) {
  if (multiplied_ > 0) spend(1);
  if (is_exhausted()) return;
  const Node& one = chosen(node);
  if (const NodeMember* function = function_of(one)) {
    if (!is_no_value(one)) write_function(one, *function, out);
  } else if (one.kind == Node::Kind::Scalar && one.scalar.is_string()) {
    write_pattern(one, nullptr, false, out);
  } else {
    out.append(to_json(to_value(tree(one))), one.span);
  }
}

void TemplateFunctions::write_function(const Node& node, const NodeMember& function, MappedText& out) {
  const Node& value = function.value;
  const auto named = [&](std::string_view name) {
    const auto known = value_of_name(name);
    if (known) spend(known->size() / 64);
    out.append(known ? *known : "${" + std::string(name) + "}", node.span);
  };
  if (function.key == "Ref") return named(text_of(&value));
  if (function.key == "Fn::GetAtt") return named(attribute_name(value));
  if (function.key == "Fn::Sub") {
    const Node& pattern = value.elements.empty() ? value : value.elements.front();
    if (pattern.scalar.is_string())
      return write_pattern(pattern, value.elements.size() == 2 ? &value.elements[1] : nullptr, true, out);
  }
  if (function.key == "Fn::Join" && value.elements.size() == 2 &&
      value.elements[1].kind == Node::Kind::Array) {
    bool is_first = true;
    for (const Node& part : value.elements[1].elements) {
      if (is_no_value(chosen(part))) continue;
      ++multiplied_;
      if (!is_first) write(value.elements[0], out);
      --multiplied_;
      is_first = false;
      write(part, out);
    }
    return;
  }
  if (function.key == "Fn::ToJsonString") {
    out.append(to_json(to_value(tree(value))), node.span);
    return;
  }
  if (const Node* part = selected(function)) {
    ++multiplied_;
    write(*part, out);
    --multiplied_;
    return;
  }
  out.append("${" + function.key.substr(function.key.rfind(':') + 1) + "}", node.span);
}

/// A text with the variables of loops replaced, and in Fn::Sub those of names.
void TemplateFunctions::write_pattern(const Node& pattern, const Node* names, bool is_sub, MappedText& out) {
  const MappedText source = mapped(document_, pattern);
  const std::string_view text = source.text();
  if (multiplied_ > 0) spend(text.size() / 64);
  size_t copied = 0;
  const auto put = [&](size_t begin, size_t end) {
    out.append(source, copied, begin);
    copied = end;
    return source.origin(begin, end);
  };
  if (!is_sub && loop_.empty()) return out.append(source, 0, text.size());
  for (size_t at = 0; at < text.size() && !is_exhausted(); ++at) {
    const char mark = text[at];
    if ((mark != '$' && mark != '&') || !text.substr(at + 1).starts_with('{')) continue;
    const size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view name = text.substr(at + 2, end - at - 2);
    const Node* own = names == nullptr || mark == '&' ? nullptr : names->find(name);
    if (is_sub && mark == '$' && name.starts_with('!')) {
      out.append("${" + std::string(name.substr(1)) + "}", put(at, end + 1));
    } else if (own != nullptr) {
      put(at, end + 1);
      ++multiplied_;
      write(*own, out);
      --multiplied_;
    } else if (const auto loop = loop_.find(name); loop != loop_.end()) {
      out.append(mark == '&' ? alphanumeric(loop->second) : loop->second, put(at, end + 1));
    } else if (is_sub && mark == '$') {
      if (const auto known = value_of_name(name)) {
        spend(known->size() / 64);
        out.append(*known, put(at, end + 1));
      }
    }
    if (copied > at) at = copied - 1;
  }
  out.append(source, copied, text.size());
}

Node TemplateFunctions::function_tree(const Node& node, const NodeMember& function) {
  if (const Node* part = selected(function)) {
    ++multiplied_;
    Node out = tree(*part);
    --multiplied_;
    return out;
  }
  if (function.key == "Ref" && keeps_numbers_) {
    const std::string_view name = text_of(&function.value);
    const Node* one = parameter(name);
    const Node* value = one == nullptr ? nullptr : one->find("Default");
    const bool is_number =
        value != nullptr && text_of(one->find("Type")) == "Number" && value->scalar.is_number();
    if (is_number && loop_.find(name) == loop_.end() && value_of(given_, name) == nullptr) {
      Node out = *value;
      out.span = node.span;
      return out;
    }
  }
  MappedText out;
  write_function(node, function, out);
  return string_node(out.text(), node.span);
}

Node TemplateFunctions::tree(const Node& node) {
  if (multiplied_ > 0) spend(1);
  if (is_exhausted()) return {};
  const Node& one = chosen(node);
  if (const NodeMember* function = function_of(one)) return function_tree(one, *function);
  Node out;
  out.kind = one.kind;
  out.scalar = one.scalar;
  out.span = one.span;
  if (!loop_.empty() && one.scalar.is_string())
    out.scalar = Value::string(with_loop_values(one.scalar.as_string()));
  for (const Node& element : one.elements) {
    if (!is_no_value(chosen(element))) out.elements.push_back(tree(element));
  }
  for_each_member(one, [&](const NodeMember& member, std::string key) {
    if (!is_no_value(chosen(member.value)))
      out.members.push_back({std::move(key), member.key_span, tree(member.value)});
    return !is_exhausted();
  });
  return out;
}

}  // namespace pawl::source
