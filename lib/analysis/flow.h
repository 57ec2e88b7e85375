// Flow: the control-flow graph of a state machine. Each block (the machine, a branch, a Map's processor) is a
// graph of its own, in which a Map or Parallel is one node.
#pragma once
#include <cstdint>
#include <vector>

#include "asl/state_machine.h"

namespace pawl::analysis {

struct Edge {
  enum class Kind : uint8_t { Next, Rule, Default, Catch } kind = Kind::Next;
  const asl::State* from = nullptr;
  const asl::State* to = nullptr;
  uint32_t index = 0;  // of the rule or Catcher
};

class Flow {
 public:
  explicit Flow(const asl::StateMachine& machine);

  struct Node {
    std::vector<Edge> out;
    std::vector<Edge> in;
    const asl::State* parent = nullptr;  // the Map or Parallel around it
    const asl::Block* block = nullptr;
    uint32_t component = 0;  // strongly connected: states of one component reach each other
    bool in_cycle = false;   // it can be entered again
    bool can_end = false;    // an end of its block can be reached
  };

  [[nodiscard]] const Node& of(const asl::State& state) const { return nodes_[state.index]; }
  /// The states of each component that is a cycle, in the order written.
  [[nodiscard]] const std::vector<std::vector<const asl::State*>>& cycles() const { return cycles_; }
  /// The nearest Map around the state; null pointer if there is none.
  [[nodiscard]] const asl::State* map_around(const asl::State& state) const;

 private:
  void connect(const asl::StateMachine& machine);
  void find_components(const asl::StateMachine& machine);
  void find_ends(const asl::StateMachine& machine);

  std::vector<Node> nodes_;  // by State::index
  std::vector<std::vector<const asl::State*>> cycles_;
};

/// Whether the state ends its block: Succeed, Fail, or one with End.
bool is_end(const asl::State& state);
bool has_terminal_state(const asl::Block& block);

}  // namespace pawl::analysis
