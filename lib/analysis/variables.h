// Variables: which are set on entry to each state, by data-flow analysis over the control-flow graph.
#pragma once
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/facts.h"
#include "analysis/flow.h"
#include "analysis/uses.h"
#include "base/text_hash.h"
#include "jsonata/foreknown.h"

namespace pawl::analysis {

/// The analysis is path-sensitive in the variables that Choice states test: a variable that is set together
/// with a status is known to be set where a Choice has found that status.
class Variables {
 public:
  explicit Variables(Facts& facts);

  /// False for machines that are too large to be analysed: then nothing is known.
  [[nodiscard]] bool is_known() const { return is_known_; }
  /// The first Assign of the machine that sets the name; null pointer if none does.
  [[nodiscard]] const Assignment* find(std::string_view name) const;
  /// Whether the state can be reached, as far as the variables decide it.
  [[nodiscard]] bool is_reached(const asl::State& state) const {
    return !environments_[state.index].all.empty();
  }
  /// Whether the variable is set on some path, on all paths, to the state.
  [[nodiscard]] bool may_be_set(const asl::State& state, std::string_view name) const;
  [[nodiscard]] bool must_be_set(const asl::State& state, std::string_view name) const;

 private:
  using Set = std::vector<bool>;  // by id
  /// What is known of a variable that Choice states test: one of these, or from kFirstLiteral on a literal.
  enum Mark : uint32_t { kUnset, kPerhaps, kSet, kFirstLiteral };
  /// What holds on the paths with equal marks.
  struct Environment {
    std::vector<uint32_t> marks;  // of those in tracked_
    Set may, must;
  };
  /// What may hold on entry to a state: environments with different marks, or their merger if they are too
  /// many.
  struct Environments {
    std::vector<Environment> all;
    bool are_merged = false;
  };

  void track_conditions(const asl::StateMachine& machine);
  void flow_through(const asl::Block& block, const Flow& flow, const std::vector<Environment>& start);
  template <class Arrive>
  void leave(const asl::State& state, const Environment& environment, const Flow& flow, Arrive arrive);
  /// True if the environment adds anything.
  bool join(Environments& environments, const Environment& environment) const;
  static bool merge(Environment& into, const Environment& environment);
  /// Restricts the environment to where the condition has this outcome; false if that is impossible.
  bool narrow(Environment& environment, const asl::Condition& condition, bool outcome);
  void assign(const std::optional<asl::PayloadTemplate>& assign, Environment& environment);
  void set(size_t id, const jsonata::Foreknown& value, Environment& environment);
  [[nodiscard]] jsonata::Foreknown known(const Environment& environment, std::string_view name) const;

  bool is_known_ = false;
  TextMap<std::string_view, size_t> ids_;
  std::vector<const Assignment*> first_;  // by id
  std::vector<size_t> tracked_;           // ids
  std::vector<size_t> track_of_;          // by id: the index in tracked_, or past its end
  std::unordered_map<const asl::Condition*, std::vector<size_t>> read_by_;  // ids
  std::vector<Value> literals_;
  std::vector<Environments> environments_;  // by State::index
  size_t most_environments_ = 1;
  size_t tests_left_ = 0;
};

/// A read of a variable: `$name…` in a JSONPath state, `$name` in an expression.
struct VariableUse {
  const Use* use = nullptr;
  std::string name;
  size_t position = 0;       // in the expression's text
  bool is_guarded = false;   // it may be unset without an error
  bool is_function = false;  // a built-in function has the same name
};
/// Names of built-in functions count only if an Assign of the machine sets them.
std::vector<VariableUse> variable_uses(const Uses& uses);

}  // namespace pawl::analysis
