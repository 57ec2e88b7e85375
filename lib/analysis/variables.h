// Variables: which are set where, worked out over all ways through a machine.
#pragma once
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/facts.h"
#include "analysis/flow.h"
#include "analysis/uses.h"
#include "jsonata/foreknown.h"

namespace pawl::analysis {

/// Ways are told apart by what the Choice states of the machine look at: a variable that is set together with
/// a status is known to be set where a Choice has found that status.
class Variables {
 public:
  explicit Variables(Facts& facts);

  /// False for machines that are too big to be worth it: then nothing is known.
  [[nodiscard]] bool is_known() const { return is_known_; }
  /// The first Assign of the machine that sets the name; null pointer if none does.
  [[nodiscard]] const Assignment* find(std::string_view name) const;
  /// Whether some way leads to the state, as far as the variables tell.
  [[nodiscard]] bool is_reached(const asl::State& state) const { return !worlds_[state.index].all.empty(); }
  /// Whether the variable is set on some way, on all ways, that lead to the state.
  [[nodiscard]] bool may_be_set(const asl::State& state, std::string_view name) const;
  [[nodiscard]] bool must_be_set(const asl::State& state, std::string_view name) const;

 private:
  using Set = std::vector<bool>;  // by id
  /// What is known of a variable that Choice states look at: a mark, or the place of a literal behind them.
  enum Mark : uint32_t { kUnset, kPerhaps, kSet, kFirstLiteral };
  /// What holds on the ways of one kind.
  struct World {
    std::vector<uint32_t> marks;  // of those in tracked_
    Set may, must;
  };
  /// What may hold on entry to a state: worlds with different marks, or one that stands for too many.
  struct Worlds {
    std::vector<World> all;
    bool are_merged = false;
  };

  void track_conditions(const asl::StateMachine& machine);
  void flow_through(const asl::Block& block, const Flow& flow, const std::vector<World>& start);
  template <class Arrive>
  void leave(const asl::State& state, const World& world, const Flow& flow, Arrive arrive);
  /// True if the world adds something.
  bool join(Worlds& worlds, const World& world) const;
  static bool merge(World& into, const World& world);
  /// Leaves of the world what can be where the condition has come out like that; false if nothing can.
  bool narrow(World& world, const asl::Condition& condition, bool outcome);
  void assign(const std::optional<asl::PayloadTemplate>& assign, World& world);
  void set(size_t id, const jsonata::Foreknown& value, World& world);
  [[nodiscard]] jsonata::Foreknown known(const World& world, std::string_view name) const;

  bool is_known_ = false;
  std::unordered_map<std::string_view, size_t> ids_;
  std::vector<const Assignment*> first_;  // by id
  std::vector<size_t> tracked_;           // ids
  std::vector<size_t> track_of_;          // by id: its place in tracked_, or past its end
  std::unordered_map<const asl::Condition*, std::vector<size_t>> read_by_;  // ids
  std::vector<Value> literals_;
  std::vector<Worlds> worlds_;  // by State::index
  size_t most_worlds_ = 1;
  size_t tests_left_ = 0;
};

/// A read of a variable: `$name…` in a JSONPath state, `$name` in an expression.
struct VariableUse {
  const Use* use = nullptr;
  std::string name;
  size_t position = 0;       // in the expression's text
  bool is_guarded = false;   // no harm is done where it is unset
  bool is_function = false;  // a built-in function has the name too
};
/// Names of built-in functions count only where an Assign of the machine sets them.
std::vector<VariableUse> variable_uses(const Uses& uses);

}  // namespace pawl::analysis
