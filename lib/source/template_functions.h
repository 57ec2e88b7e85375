// Evaluates CloudFormation's functions as far as a template alone determines them.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "source/document.h"
#include "source/mapped_text.h"

namespace pawl::source {

/// The only member of an object that is a call of a function: `Ref`, `Fn::Sub` …; null pointer otherwise.
const NodeMember* function_of(const Node& node);

/// The text of a string node; empty for any other.
std::string_view text_of(const Node* node);

/// Replaces functions in trees and texts by their values: literals, Defaults of Parameters, Mappings, and the
/// pseudo parameters as in pawl's own ARNs. Unknown values become a `${placeholder}`. The depth is bounded by
/// the readers, the size of results here.
class TemplateFunctions {
 public:
  /// `given`: names whose values are inserted later, so they are left as placeholders.
  TemplateFunctions(const Document& document, const Substitutions& given)
      : document_(document), given_(given) {}

  [[nodiscard]] Node tree(const Node& node);
  [[nodiscard]] MappedText text(const Node& node);
  /// The text, if all of it is known.
  [[nodiscard]] std::optional<std::string> known_text(const Node& node);
  /// All branches of an Fn::If.
  [[nodiscard]] const Node& chosen(const Node& node);

  /// Calls `visit` for every member of an object, and for those of `Fn::ForEach` once per value, with the key
  /// expanded. The loop's value applies to trees and texts within the call. Stops when `visit` returns false.
  template <class Visit>
  bool for_each_member(const Node& object, const Visit& visit);

  /// Evaluates conditions by the defaults, or, `inverted`, with every Fn::Equals negated.
  void decide(bool inverted) { inverted_ = inverted; }
  /// Whether an Fn::If was evaluated since this was last reset.
  [[nodiscard]] bool has_branches() const { return has_branches_; }
  void forget_branches() { has_branches_ = false; }
  /// Whether the results exceeded the bound, and are incomplete.
  [[nodiscard]] bool is_exhausted() const { return spent_ > kMostSpent; }
  /// A Ref to a Parameter of type Number is a number, not a string.
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
  size_t multiplied_ = 0;  // how many enclosing functions repeat their body
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
