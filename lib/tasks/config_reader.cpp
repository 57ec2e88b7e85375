#include "tasks/config_reader.h"

#include "base/suggestion.h"
#include "value/dump.h"

namespace pawl::tasks {

using source::Node;
using source::NodeMember;

void ConfigReader::error(const Node& node, std::string message, std::string hint) {
  error_at(node.span, "config-value", std::move(message), std::move(hint));
}

void ConfigReader::error_at(source::Span span, std::string rule, std::string message, std::string hint) {
  source::Diagnostic finding;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.span = span;
  diagnostics_.push_back(std::move(finding));
}

void ConfigReader::object(const Node& node, std::string_view what, const Members& known) {
  each_member(node, what, [&](const NodeMember& member) {
    std::vector<std::string_view> names;
    for (const auto& [name, read] : known) {
      if (name == member.key) return read(member);
      names.push_back(name);
    }
    const std::string_view nearest = nearest_name(member.key, names);
    std::string hint;
    if (!nearest.empty()) {
      hint = "did you mean '" + std::string(nearest) + "'?";
    } else {
      for (const std::string_view name : names)
        hint += (hint.empty() ? "known are " : ", ") + std::string(name);
    }
    error_at(member.key_span, "config-unknown-key",
             "unknown key '" + member.key + "' in " + std::string(what), hint);
  });
}

void ConfigReader::each_member(const Node& node, std::string_view what, const MemberReader& read) {
  if (node.kind != Node::Kind::Object) return error(node, std::string(what) + " must be an object");
  for (const NodeMember& member : node.members) read(member);
}

void ConfigReader::each_element(const Node& node, std::string_view what,
                                const std::function<void(const Node&)>& read) {
  if (node.kind != Node::Kind::Array) return error(node, std::string(what) + " must be a list");
  for (const Node& element : node.elements) read(element);
}

std::optional<std::string> ConfigReader::text(const Node& node, std::string_view what) {
  if (node.kind == Node::Kind::Scalar) {
    if (node.scalar.is_string() && node.scalar.as_string().find('\0') != std::string_view::npos) {
      error(node, std::string(what) + " holds a NUL character, where the system would cut it off");
      return std::nullopt;
    }
    if (node.scalar.is_string()) return std::string(node.scalar.as_string());
    if (!node.scalar.is_null()) return to_json(node.scalar);
  }
  error(node, std::string(what) + " must be a string");
  return std::nullopt;
}

ConfigReader::MemberReader ConfigReader::text_into(std::string& into) {
  return [this, &into](const NodeMember& m) { into = text(m.value, "'" + m.key + "'").value_or(""); };
}

std::vector<std::string> ConfigReader::texts(const Node& node, std::string_view what) {
  std::vector<std::string> list;
  each_element(node, what, [&](const Node& element) {
    if (auto item = text(element, "every element of " + std::string(what))) list.push_back(std::move(*item));
  });
  return list;
}

std::map<std::string, std::string> ConfigReader::text_map(const Node& node, std::string_view what) {
  std::map<std::string, std::string> map;
  each_member(node, what, [&](const NodeMember& member) {
    if (auto value = text(member.value, "'" + member.key + "'")) map[member.key] = std::move(*value);
  });
  return map;
}

std::optional<int64_t> ConfigReader::integer(const Node& node, std::string_view what, int64_t least,
                                             int64_t most) {
  if (node.kind == Node::Kind::Scalar && node.scalar.is_int64() && node.scalar.as_int64() >= least &&
      node.scalar.as_int64() <= most) {
    return node.scalar.as_int64();
  }
  error(node, std::string(what) + " must be a whole number from " + std::to_string(least) + " to " +
                  std::to_string(most));
  return std::nullopt;
}

std::optional<bool> ConfigReader::boolean(const Node& node, std::string_view what) {
  if (node.kind == Node::Kind::Scalar && node.scalar.is_boolean()) return node.scalar.as_boolean();
  error(node, std::string(what) + " must be true or false");
  return std::nullopt;
}

std::optional<std::string> ConfigReader::word(const Node& node, std::string_view what,
                                              std::initializer_list<std::string_view> words) {
  std::string list;
  for (const std::string_view word : words) {
    const bool is_it =
        node.kind == Node::Kind::Scalar && node.scalar.is_string() && node.scalar.as_string() == word;
    // YAML 1.1 habits: an unquoted `off` or `none` may arrive as something else.
    const bool is_off = word == "off" && node.scalar.is_boolean() && !node.scalar.as_boolean();
    if (is_it || is_off) return std::string(word);
    list += (list.empty() ? "" : ", ") + std::string(word);
  }
  error(node, std::string(what) + " must be one of " + list);
  return std::nullopt;
}

}  // namespace pawl::tasks
