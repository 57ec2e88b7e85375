#include "analysis/variables.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "analysis/choice_logic.h"
#include "value/compare.h"

namespace pawl::analysis {
namespace {

constexpr size_t kMostBits = 64 << 20;
/// Kinds of ways that are told apart before a state; beyond that they are taken together.
constexpr size_t kMostWorlds = 32;
constexpr size_t kMostLiterals = 200;
constexpr size_t kMostTests = 200'000;

}  // namespace

Variables::Variables(Facts& facts) {
  for (const Assignment& assignment : facts.uses().assignments()) {
    if (ids_.emplace(assignment.name, ids_.size()).second) first_.push_back(&assignment);
  }
  const asl::StateMachine& machine = facts.machine();
  const size_t bits = ids_.size() * machine.states.size();
  is_known_ = bits <= kMostBits;
  if (!is_known_) return;
  worlds_.resize(machine.states.size());
  most_worlds_ = bits <= kMostBits / kMostWorlds / 4 ? kMostWorlds : 1;
  tests_left_ = kMostTests;
  track_conditions(machine);
  const std::vector<World> none{
      {std::vector<uint32_t>(tracked_.size(), kUnset), Set(ids_.size()), Set(ids_.size())}};
  flow_through(machine.block, facts.flow(), none);
  // A state's index is smaller than those of the states inside it: its own worlds are ready.
  for (const asl::State* state : machine.states) {
    const std::vector<World> around = worlds_[state->index].all;
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) {
      // Children of a Distributed Map are executions of their own.
      const bool is_inline = map->mode == asl::Map::Mode::Inline || around.empty();
      flow_through(map->item_processor, facts.flow(), is_inline ? around : none);
    }
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      for (const asl::Block& branch : parallel->branches) flow_through(branch, facts.flow(), around);
    }
  }
}

void Variables::track_conditions(const asl::StateMachine& machine) {
  track_of_.assign(ids_.size(), ids_.size());
  for (const asl::State* state : machine.states) {
    const auto* choice = std::get_if<asl::Choice>(&state->kind);
    if (choice == nullptr) continue;
    for (const asl::ChoiceRule& rule : choice->choices) {
      for (const std::string& name : variables_in(rule.condition)) {
        const auto found = ids_.find(name);
        if (found == ids_.end()) continue;
        const size_t id = found->second;
        std::vector<size_t>& read = read_by_[&rule.condition];
        if (std::find(read.begin(), read.end(), id) == read.end()) read.push_back(id);
        if (track_of_[id] != ids_.size()) continue;
        track_of_[id] = tracked_.size();
        tracked_.push_back(id);
      }
    }
  }
}

void Variables::flow_through(const asl::Block& block, const Flow& flow, const std::vector<World>& start) {
  if (block.start_at == nullptr) {
    for (const auto& state : block.states) worlds_[state->index].all = start;
    return;
  }
  std::deque<const asl::State*> open;
  std::unordered_set<const asl::State*> waiting;
  const auto arrive = [&](const asl::State& state, const World& world) {
    if (join(worlds_[state.index], world) && waiting.insert(&state).second) open.push_back(&state);
  };
  for (const World& world : start) arrive(*block.start_at, world);
  while (!open.empty()) {
    const asl::State& state = *open.front();
    open.pop_front();
    waiting.erase(&state);
    const std::vector<World> here = worlds_[state.index].all;
    for (const World& world : here) leave(state, world, flow, arrive);
  }
}

template <class Arrive>
void Variables::leave(const asl::State& state, const World& world, const Flow& flow, Arrive arrive) {
  const auto* choice = std::get_if<asl::Choice>(&state.kind);
  World left = world;  // where no rule so far has been true
  size_t rules = 0;    // that have been looked at
  const auto pass_rules = [&](size_t end) {
    for (; rules < end; ++rules) {
      if (!narrow(left, choice->choices[rules].condition, false)) return false;
    }
    return true;
  };
  for (const Edge& edge : flow.of(state).out) {
    if (edge.kind == Edge::Kind::Rule) {
      if (!pass_rules(edge.index)) return;
      const asl::ChoiceRule& rule = choice->choices[edge.index];
      World next = left;
      if (!narrow(next, rule.condition, true)) continue;
      assign(rule.assign, next);
      arrive(*edge.to, next);
      continue;
    }
    if (edge.kind == Edge::Kind::Default && !pass_rules(choice->choices.size())) return;
    World next = left;
    assign(edge.kind == Edge::Kind::Catch ? state.catchers[edge.index].assign : state.assign, next);
    arrive(*edge.to, next);
  }
}

bool Variables::join(Worlds& worlds, const World& world) const {
  if (worlds.are_merged) return merge(worlds.all.front(), world);
  for (World& one : worlds.all) {
    if (one.marks == world.marks) return merge(one, world);
  }
  worlds.all.push_back(world);
  if (worlds.all.size() > most_worlds_) {
    for (const World& one : worlds.all) merge(worlds.all.front(), one);
    worlds.all.resize(1);
    worlds.are_merged = true;
  }
  return true;
}

bool Variables::merge(World& into, const World& world) {
  bool changed = false;
  for (size_t i = 0; i < into.marks.size(); ++i) {
    uint32_t& mark = into.marks[i];
    if (mark == world.marks[i]) continue;
    const uint32_t both = mark >= kSet && world.marks[i] >= kSet ? kSet : kPerhaps;
    changed = changed || mark != both;
    mark = both;
  }
  for (size_t i = 0; i < into.may.size(); ++i) {
    if (world.may[i] && !into.may[i]) changed = into.may[i] = true;
    if (!world.must[i] && into.must[i]) {
      into.must[i] = false;
      changed = true;
    }
  }
  return changed;
}

jsonata::Foreknown Variables::known(const World& world, std::string_view name) const {
  const auto found = ids_.find(name);
  if (found == ids_.end()) return name == "states" ? jsonata::Foreknown() : jsonata::Foreknown::undefined();
  const size_t id = found->second;
  if (!world.may[id]) return jsonata::Foreknown::undefined();
  if (track_of_[id] >= tracked_.size()) return {};
  const uint32_t mark = world.marks[track_of_[id]];
  return mark < kFirstLiteral ? jsonata::Foreknown()
                              : jsonata::Foreknown::of(literals_[mark - kFirstLiteral]);
}

bool Variables::narrow(World& world, const asl::Condition& condition, bool outcome) {
  const auto read = read_by_.find(&condition);
  if (read == read_by_.end() || tests_left_ == 0) return true;
  --tests_left_;
  const auto truth = known_truth(condition, [&](std::string_view name) { return known(world, name); });
  if (truth && *truth != outcome) return false;
  for (const size_t id : read->second) {
    if (!world.may[id] || world.must[id]) continue;
    const std::string_view unset = first_[id]->name;
    const auto where_unset = known_truth(condition, [&](std::string_view name) {
      return name == unset ? jsonata::Foreknown::undefined() : known(world, name);
    });
    if (!where_unset || *where_unset == outcome) continue;
    world.must[id] = true;
    uint32_t& mark = world.marks[track_of_[id]];
    if (mark == kPerhaps) mark = kSet;
  }
  return true;
}

void Variables::assign(const std::optional<asl::PayloadTemplate>& assign, World& world) {
  if (!assign) return;
  if (const auto* literal = std::get_if<Value>(&assign->root.content)) {
    if (!literal->is_object()) return;
    for (const Member& member : literal->members())
      set(ids_.at(member.key.as_string()), jsonata::Foreknown::of(member.value), world);
    return;
  }
  const auto* object = std::get_if<asl::TemplateNode::Object>(&assign->root.content);
  if (object == nullptr) return;
  const World before = world;
  for (const asl::TemplateMember& member : object->members) {
    const size_t id = ids_.at(member.key.as_string());
    jsonata::Foreknown value;
    if (const auto* literal = std::get_if<Value>(&member.node.content)) {
      value = jsonata::Foreknown::of(*literal);
    } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&member.node.content);
               expression != nullptr && track_of_[id] < tracked_.size() && tests_left_ > 0) {
      --tests_left_;
      value = jsonata::known_result(expression->expression,
                                    [&](std::string_view name) { return known(before, name); });
    }
    set(id, value, world);
  }
}

void Variables::set(size_t id, const jsonata::Foreknown& value, World& world) {
  world.may[id] = world.must[id] = true;
  if (track_of_[id] >= tracked_.size()) return;
  uint32_t& mark = world.marks[track_of_[id]];
  mark = kSet;
  if (value.kind != jsonata::Foreknown::Kind::Value || value.value.is_container()) return;
  auto place = std::find_if(literals_.begin(), literals_.end(),
                            [&](const Value& one) { return deep_equal(one, value.value); });
  if (place == literals_.end()) {
    if (literals_.size() == kMostLiterals) return;
    literals_.push_back(value.value);
    place = literals_.end() - 1;
  }
  mark = kFirstLiteral + static_cast<uint32_t>(place - literals_.begin());
}

const Assignment* Variables::find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? nullptr : first_[found->second];
}

bool Variables::may_be_set(const asl::State& state, std::string_view name) const {
  const auto found = ids_.find(name);
  const auto& worlds = worlds_[state.index].all;
  return found != ids_.end() && std::any_of(worlds.begin(), worlds.end(),
                                            [&](const World& world) { return world.may[found->second]; });
}

bool Variables::must_be_set(const asl::State& state, std::string_view name) const {
  const auto found = ids_.find(name);
  const auto& worlds = worlds_[state.index].all;
  return found != ids_.end() && std::all_of(worlds.begin(), worlds.end(),
                                            [&](const World& world) { return world.must[found->second]; });
}

std::vector<VariableUse> variable_uses(const Uses& uses) {
  std::unordered_set<std::string_view> assigned;
  for (const Assignment& assignment : uses.assignments()) assigned.insert(assignment.name);
  std::vector<VariableUse> out;
  for (const Use& use : uses.all()) {
    if (use.path != nullptr && use.path->root() == jsonpath::Root::Variable) {
      out.push_back({.use = &use,
                     .name = std::string(use.path->variable().as_string()),
                     .is_guarded = use.rule != nullptr});  // a Choice may test IsPresent
    }
    if (use.jsonata == nullptr) continue;
    for (jsonata::VariableRead& read : jsonata::variable_reads(use.jsonata->expression)) {
      if (read.name == "states" || (read.is_function && !assigned.contains(read.name))) continue;
      out.push_back({.use = &use,
                     .name = std::move(read.name),
                     .position = read.position,
                     .is_guarded = read.is_guarded,
                     .is_function = read.is_function});
    }
  }
  return out;
}

}  // namespace pawl::analysis
