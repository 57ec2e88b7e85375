// What CloudFormation's functions give, as far as a template itself says it.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "source/document.h"
#include "source/mapped_text.h"

namespace pawl::source {

/// The one member of an object that calls a function: `Ref`, `Fn::Sub` …; null pointer if it is none.
const NodeMember* function_of(const Node& node);

/// The text of a string node; empty for any other.
std::string_view text_of(const Node* node);

/// Trees and texts without functions. What is known stands in their place: literals, Parameters with a
/// Default, Mappings, and the pseudo parameters that pawl's own ARNs have too. What is not is a
/// `${placeholder}`. Readers bound the nesting; what functions multiply is bounded here.
class TemplateFunctions {
 public:
  /// `given`: names whose value is put in later, so they stay placeholders.
  TemplateFunctions(const Document& document, const Substitutions& given)
      : document_(document), given_(given) {}

  [[nodiscard]] Node tree(const Node& node);
  [[nodiscard]] MappedText text(const Node& node);
  /// The text, if nothing in it is left open.
  [[nodiscard]] std::optional<std::string> known_text(const Node& node);
  /// What the branches of Fn::If lead to.
  [[nodiscard]] const Node& chosen(const Node& node);

  /// Calls `visit` for every member of an object, those of `Fn::ForEach` for each of its values, with the key
  /// as it is then. Within the call the values hold for trees and texts. False: stop.
  template <class Visit>
  bool for_each_member(const Node& object, const Visit& visit);

  /// In which of two worlds: the one that the defaults give, or, `inverted`, the one where every Fn::Equals
  /// says the contrary.
  void decide(bool inverted) { inverted_ = inverted; }
  /// Whether Fn::If was met since it was last forgotten.
  [[nodiscard]] bool has_branches() const { return has_branches_; }
  void forget_branches() { has_branches_ = false; }
  /// Whether the functions multiply to more than anybody means: what was given is incomplete.
  [[nodiscard]] bool is_exhausted() const { return spent_ > kMostSpent; }
  /// A Ref to a Parameter of type Number is a number, not its text.
  void keep_numbers(bool keep) { keeps_numbers_ = keep; }

 private:
  static constexpr size_t kMostSpent = 1'000'000;

  void write(const Node& node, MappedText& out);
  void write_function(const Node& node, const NodeMember& function, MappedText& out);
  void write_pattern(const Node& pattern, const Node* names, bool is_sub, MappedText& out);
  Node function_tree(const Node& node, const NodeMember& function);
  const Node* selected(const NodeMember& function);
  [[nodiscard]] std::optional<std::string> value_of_name(std::string_view name) const;
  [[nodiscard]] const Node* parameter(std::string_view name) const;
  [[nodiscard]] bool holds(const Node& condition, size_t depth);
  [[nodiscard]] std::string with_loop_values(std::string_view text) const;
  std::vector<std::string> loop_values(const Node& collection, std::string_view name);
  void spend(size_t steps) { spent_ += steps; }

  const Document& document_;
  const Substitutions& given_;
  std::map<std::string, std::string, std::less<>> loop_;  // of Fn::ForEach
  bool inverted_ = false;
  bool has_branches_ = false;
  bool keeps_numbers_ = false;
  size_t multiplied_ = 0;  // how many functions around repeat what is below them
  size_t spent_ = 0;
};

template <class Visit>
bool TemplateFunctions::for_each_member(const Node& object, const Visit& visit) {
  for (const NodeMember& member : object.members) {
    const bool is_loop = member.key.starts_with("Fn::ForEach::") && member.value.elements.size() == 3;
    if (!is_loop) {
      if (!visit(member, with_loop_values(member.key))) return false;
      continue;
    }
    const std::string name(text_of(&member.value.elements[0]));
    const auto around = loop_.find(name) == loop_.end() ? std::nullopt : std::optional(loop_[name]);
    ++multiplied_;
    bool goes_on = true;
    for (const std::string& value : loop_values(member.value.elements[1], name)) {
      spend(1);
      if (!goes_on || is_exhausted()) break;
      loop_[name] = value;
      goes_on = for_each_member(member.value.elements[2], visit);
    }
    --multiplied_;
    if (around) loop_[name] = *around;
    else loop_.erase(name);
    if (!goes_on) return false;
  }
  return true;
}

}  // namespace pawl::source
