// Variables: which are set where, worked out over all ways through a machine.
#pragma once
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/facts.h"
#include "rules/flow.h"
#include "rules/uses.h"

namespace pawl::rules {

class Variables {
 public:
  explicit Variables(Facts& facts);

  /// False for machines that are too big to be worth it: then nothing is known.
  [[nodiscard]] bool is_known() const { return is_known_; }
  /// The first Assign of the machine that sets the name; null pointer if none does.
  [[nodiscard]] const Assignment* find(std::string_view name) const;
  /// Whether the variable is set on some way, on all ways, that lead to the state.
  [[nodiscard]] bool may_be_set(const asl::State& state, std::string_view name) const;
  [[nodiscard]] bool must_be_set(const asl::State& state, std::string_view name) const;

 private:
  using Set = std::vector<bool>;  // by id

  void flow_through(const asl::Block& block, const Flow& flow, const Set& may, const Set& must);
  void assign(const std::optional<asl::PayloadTemplate>& assign, Set& set) const;
  /// What is added on the way of a transition.
  const std::optional<asl::PayloadTemplate>& assigned_by(const Edge& edge) const;

  bool is_known_ = false;
  std::unordered_map<std::string_view, size_t> ids_;
  std::vector<const Assignment*> first_;  // by id
  std::vector<Set> may_, must_;           // by State::index, on entry
};

/// A read of a variable: `$name…` in a JSONPath state, `$name` in an expression.
struct VariableUse {
  const Use* use = nullptr;
  std::string name;
  size_t position = 0;  // in the expression's text
};
std::vector<VariableUse> variable_uses(const Uses& uses);

}  // namespace pawl::rules
