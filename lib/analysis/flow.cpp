#include "analysis/flow.h"

#include <algorithm>

namespace pawl::analysis {

bool is_end(const asl::State& state) {
  return state.type() != asl::StateType::Choice && state.next == nullptr;
}

bool has_terminal_state(const asl::Block& block) {
  return std::any_of(block.states.begin(), block.states.end(),
                     [](const auto& state) { return is_end(*state); });
}

Flow::Flow(const asl::StateMachine& machine) : nodes_(machine.states.size()) {
  connect(machine);
  find_components(machine);
  find_ends(machine);
}

void Flow::connect(const asl::StateMachine& machine) {
  const auto place = [this](const asl::Block& block, const asl::State* parent) {
    for (const auto& state : block.states) {
      nodes_[state->index].block = &block;
      nodes_[state->index].parent = parent;
    }
  };
  place(machine.block, nullptr);
  for (const asl::State* state : machine.states) {
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) place(map->item_processor, state);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) place(branch, state);
    }
    std::vector<Edge>& out = nodes_[state->index].out;
    const auto add = [&](Edge::Kind kind, const asl::State* to, size_t index) {
      if (to != nullptr) out.push_back({kind, state, to, static_cast<uint32_t>(index)});
    };
    add(Edge::Kind::Next, state->next, 0);
    if (const auto* choice = std::get_if<asl::Choice>(&state->kind)) {
      for (size_t i = 0; i < choice->choices.size(); ++i) add(Edge::Kind::Rule, choice->choices[i].next, i);
      add(Edge::Kind::Default, choice->default_state, 0);
    }
    for (size_t i = 0; i < state->catchers.size(); ++i) add(Edge::Kind::Catch, state->catchers[i].next, i);
  }
  for (const Node& node : nodes_) {
    for (const Edge& edge : node.out) nodes_[edge.to->index].in.push_back(edge);
  }
}

/// Tarjan's algorithm, iterative since chains may be long.
void Flow::find_components(const asl::StateMachine& machine) {
  constexpr uint32_t kUnseen = ~uint32_t{0};
  const size_t count = nodes_.size();
  std::vector<uint32_t> order(count, kUnseen), low(count);
  std::vector<bool> on_stack(count);
  std::vector<uint32_t> stack;
  std::vector<std::pair<uint32_t, size_t>> open;  // a state and its next edge
  uint32_t next_order = 0, next_component = 0;
  for (uint32_t root = 0; root < count; ++root) {
    if (order[root] != kUnseen) continue;
    open.emplace_back(root, 0);
    while (!open.empty()) {
      auto& [at, edge] = open.back();
      if (edge == 0 && order[at] == kUnseen) {
        order[at] = low[at] = next_order++;
        stack.push_back(at);
        on_stack[at] = true;
      }
      if (edge < nodes_[at].out.size()) {
        const uint32_t to = nodes_[at].out[edge++].to->index;
        if (order[to] == kUnseen) open.emplace_back(to, 0);
        else if (on_stack[to]) low[at] = std::min(low[at], order[to]);
        continue;
      }
      const uint32_t done = at;
      open.pop_back();
      if (!open.empty()) low[open.back().first] = std::min(low[open.back().first], low[done]);
      if (low[done] != order[done]) continue;
      std::vector<const asl::State*> members;
      for (uint32_t member = kUnseen; member != done;) {
        member = stack.back();
        stack.pop_back();
        on_stack[member] = false;
        nodes_[member].component = next_component;
        members.push_back(machine.states[member]);
      }
      ++next_component;
      const std::vector<Edge>& out = nodes_[done].out;
      const bool loops =
          std::any_of(out.begin(), out.end(), [done](const Edge& e) { return e.to->index == done; });
      if (members.size() == 1 && !loops) continue;
      std::sort(members.begin(), members.end(),
                [](const asl::State* a, const asl::State* b) { return a->index < b->index; });
      for (const asl::State* member : members) nodes_[member->index].in_cycle = true;
      cycles_.push_back(std::move(members));
    }
  }
  std::sort(cycles_.begin(), cycles_.end(),
            [](const auto& a, const auto& b) { return a.front()->index < b.front()->index; });
}

void Flow::find_ends(const asl::StateMachine& machine) {
  std::vector<const asl::State*> open;
  for (const asl::State* state : machine.states) {
    if (!is_end(*state)) continue;
    nodes_[state->index].can_end = true;
    open.push_back(state);
  }
  while (!open.empty()) {
    const asl::State& state = *open.back();
    open.pop_back();
    for (const Edge& edge : nodes_[state.index].in) {
      if (nodes_[edge.from->index].can_end) continue;
      nodes_[edge.from->index].can_end = true;
      open.push_back(edge.from);
    }
  }
}

const asl::State* Flow::map_around(const asl::State& state) const {
  for (const asl::State* at = nodes_[state.index].parent; at != nullptr; at = nodes_[at->index].parent) {
    if (at->type() == asl::StateType::Map) return at;
  }
  return nullptr;
}

}  // namespace pawl::analysis
