#include "rules/variables.h"

#include <deque>

namespace pawl::rules {
namespace {

constexpr size_t kMostBits = 64 << 20;

}  // namespace

Variables::Variables(Facts& facts) {
  for (const Assignment& assignment : facts.uses().assignments()) {
    if (ids_.emplace(assignment.name, ids_.size()).second) first_.push_back(&assignment);
  }
  const asl::StateMachine& machine = facts.machine();
  is_known_ = ids_.size() * machine.states.size() <= kMostBits;
  if (!is_known_) return;
  may_.resize(machine.states.size());
  must_.resize(machine.states.size());
  const Set none(ids_.size());
  flow_through(machine.block, facts.flow(), none, none);
  // A state's index is smaller than those of the states inside it: its own sets are ready.
  for (const asl::State* state : machine.states) {
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) {
      // Children of a Distributed Map are executions of their own.
      const bool is_inline = map->mode == asl::Map::Mode::Inline;
      flow_through(map->item_processor, facts.flow(), is_inline ? may_[state->index] : none,
                   is_inline ? must_[state->index] : none);
    }
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches)
        flow_through(branch, facts.flow(), may_[state->index], must_[state->index]);
    }
  }
}

void Variables::flow_through(const asl::Block& block, const Flow& flow, const Set& may, const Set& must) {
  std::deque<const asl::State*> open;
  const auto arrive = [&](const asl::State& state, const Set& more, const Set& sure) {
    Set& may_in = may_[state.index];
    Set& must_in = must_[state.index];
    bool changed = may_in.size() != ids_.size();
    if (changed) {
      may_in = more;
      must_in = sure;
    }
    for (size_t i = 0; i < ids_.size(); ++i) {
      if (more[i] && !may_in[i]) changed = may_in[i] = true;
      if (!sure[i] && must_in[i]) {
        must_in[i] = false;
        changed = true;
      }
    }
    if (changed || ids_.empty()) open.push_back(&state);
  };
  if (block.start_at == nullptr || ids_.empty()) {
    for (const auto& state : block.states) {
      may_[state->index] = may;
      must_[state->index] = must;
    }
    return;
  }
  arrive(*block.start_at, may, must);
  while (!open.empty()) {
    const asl::State& state = *open.front();
    open.pop_front();
    for (const Edge& edge : flow.of(state).out) {
      Set more = may_[state.index], sure = must_[state.index];
      assign(assigned_by(edge), more);
      assign(assigned_by(edge), sure);
      arrive(*edge.to, more, sure);
    }
  }
  for (const auto& state : block.states) {  // those that nothing leads to
    may_[state->index].resize(ids_.size());
    must_[state->index].resize(ids_.size());
  }
}

const std::optional<asl::PayloadTemplate>& Variables::assigned_by(const Edge& edge) const {
  if (edge.kind == Edge::Kind::Catch) return edge.from->catchers[edge.index].assign;
  if (edge.kind == Edge::Kind::Rule) return std::get<asl::Choice>(edge.from->kind).choices[edge.index].assign;
  return edge.from->assign;
}

void Variables::assign(const std::optional<asl::PayloadTemplate>& assign, Set& set) const {
  if (!assign) return;
  for (const std::string_view name : names_of(*assign)) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) set[found->second] = true;
  }
}

const Assignment* Variables::find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? nullptr : first_[found->second];
}

bool Variables::may_be_set(const asl::State& state, std::string_view name) const {
  const auto found = ids_.find(name);
  return found != ids_.end() && may_[state.index][found->second];
}

bool Variables::must_be_set(const asl::State& state, std::string_view name) const {
  const auto found = ids_.find(name);
  return found != ids_.end() && must_[state.index][found->second];
}

std::vector<VariableUse> variable_uses(const Uses& uses) {
  std::vector<VariableUse> out;
  for (const Use& use : uses.all()) {
    if (use.path != nullptr && use.path->root() == jsonpath::Root::Variable) {
      out.push_back({&use, std::string(use.path->variable().as_string()), 0});
    }
    if (use.jsonata == nullptr) continue;
    for (jsonata::References::Use& variable : use.jsonata->expression.references().variables) {
      if (variable.name != "states") out.push_back({&use, std::move(variable.name), variable.position});
    }
  }
  return out;
}

}  // namespace pawl::rules
