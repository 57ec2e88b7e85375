#include "source/placeholder.h"

#include <algorithm>

#include "base/text_hash.h"

namespace pawl::source {
namespace {

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.' ||
         c == ':' || c == '-';
}

class Names {
 public:
  void in(const Node& node) {
    if (node.scalar.is_string()) in(node.scalar.as_string());
    for (const Node& element : node.elements) in(element);
    for (const NodeMember& member : node.members) {
      in(member.key);
      in(member.value);
    }
  }
  std::vector<std::string> names;

 private:
  void in(std::string_view text) {
    for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
      std::string name(placeholder_at(text, at));
      if (!name.empty() && known_.insert(name).second) names.push_back(std::move(name));
    }
  }
  TextSet<std::string> known_;
};

class Filler {
 public:
  explicit Filler(const Substitutions& values) : values_(values), index_(index_of(values)) {}

  std::string text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
      const size_t at = std::min(text.find("${"), text.size());
      out += text.substr(0, at);
      text.remove_prefix(at);
      if (text.empty()) break;
      const std::string_view name = placeholder_at(text, 0);
      const auto known = added_ > kMostExpandedText ? index_.end() : index_.find(name);
      const bool is_known = known != index_.end();
      const size_t length = is_known ? name.size() + 3 : 2;
      const std::string_view put = is_known ? values_[known->second].second : text.substr(0, length);
      if (is_known) added_ += put.size();
      out += put;
      text.remove_prefix(length);
    }
    return out;
  }

  void tree(Node& node) {
    if (node.scalar.is_string() && node.scalar.as_string().find("${") != std::string_view::npos)
      node.scalar = Value::string(text(node.scalar.as_string()));
    for (Node& element : node.elements) tree(element);
    for (NodeMember& member : node.members) {
      if (member.key.find("${") != std::string::npos) member.key = text(member.key);
      tree(member.value);
    }
  }

 private:
  const Substitutions& values_;
  SubstitutionIndex index_;
  size_t added_ = 0;
};

}  // namespace

SubstitutionIndex index_of(const Substitutions& values) {
  SubstitutionIndex index;
  for (size_t i = 0; i < values.size(); ++i) index.try_emplace(values[i].first, i);
  return index;
}

const std::string* value_of(const Substitutions& values, std::string_view name) {
  for (const auto& [known, value] : values) {
    if (known == name) return &value;
  }
  return nullptr;
}

size_t placeholder_length(std::string_view text) {
  if (!text.starts_with("${")) return 0;
  size_t open = 0;
  for (size_t i = 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '{') ++open;
    else if (text[i] == '}' && --open == 0) return i + 1;
  }
  return 0;
}

std::string_view placeholder_at(std::string_view text, size_t at) {
  if (!text.substr(at).starts_with("${")) return {};
  size_t end = at + 2;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return end < text.size() && text[end] == '}' ? text.substr(at + 2, end - at - 2) : std::string_view();
}

bool has_placeholder(std::string_view text) {
  const size_t begin = text.find("${");
  if (begin == std::string_view::npos) return false;
  const size_t end = text.find('}', begin);
  return end != std::string_view::npos && end > begin + 2;
}

bool is_placeholder(std::string_view text) {
  return text.size() > 3 && text.starts_with("${") && text.find('}') == text.size() - 1;
}

std::vector<std::string> placeholders(const Node& root) {
  Names all;
  all.in(root);
  return std::move(all.names);
}

std::string filled(std::string_view text, const Substitutions& values) { return Filler(values).text(text); }

void fill(Node& node, const Substitutions& values) {
  if (!values.empty()) Filler(values).tree(node);
}

}  // namespace pawl::source
