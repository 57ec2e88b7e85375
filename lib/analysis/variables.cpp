#include "analysis/variables.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "analysis/choice_logic.h"
#include "base/text_hash.h"
#include "value/compare.h"

namespace pawl::analysis {
namespace {

constexpr size_t kMostBits = 64 << 20;
/// Environments kept apart on entry to one state; more are merged.
constexpr size_t kMostEnvironments = 32;
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
  environments_.resize(machine.states.size());
  most_environments_ = bits <= kMostBits / kMostEnvironments / 4 ? kMostEnvironments : 1;
  tests_left_ = kMostTests;
  track_conditions(machine);
  const std::vector<Environment> none{
      {std::vector<uint32_t>(tracked_.size(), kUnset), Set(ids_.size()), Set(ids_.size())}};
  flow_through(machine.block, facts.flow(), none);
  // A state's index is smaller than those of the states inside it: its environments are complete.
  for (const asl::State* state : machine.states) {
    const std::vector<Environment> around = environments_[state->index].all;
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

void Variables::flow_through(const asl::Block& block, const Flow& flow,
                             const std::vector<Environment>& start) {
  if (block.start_at == nullptr) {
    for (const auto& state : block.states) environments_[state->index].all = start;
    return;
  }
  std::deque<const asl::State*> open;
  std::unordered_set<const asl::State*> waiting;
  const auto arrive = [&](const asl::State& state, const Environment& environment) {
    if (join(environments_[state.index], environment) && waiting.insert(&state).second)
      open.push_back(&state);
  };
  for (const Environment& environment : start) arrive(*block.start_at, environment);
  while (!open.empty()) {
    const asl::State& state = *open.front();
    open.pop_front();
    waiting.erase(&state);
    const std::vector<Environment> here = environments_[state.index].all;
    for (const Environment& environment : here) leave(state, environment, flow, arrive);
  }
}

template <class Arrive>
void Variables::leave(const asl::State& state, const Environment& environment, const Flow& flow,
                      Arrive arrive) {
  const auto* choice = std::get_if<asl::Choice>(&state.kind);
  Environment left = environment;  // in which no rule so far is true
  size_t rules = 0;                // handled so far
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
      Environment next = left;
      if (!narrow(next, rule.condition, true)) continue;
      assign(rule.assign, next);
      arrive(*edge.to, next);
      continue;
    }
    if (edge.kind == Edge::Kind::Default && !pass_rules(choice->choices.size())) return;
    Environment next = left;
    assign(edge.kind == Edge::Kind::Catch ? state.catchers[edge.index].assign : state.assign, next);
    arrive(*edge.to, next);
  }
}

bool Variables::join(Environments& environments, const Environment& environment) const {
  if (environments.are_merged) return merge(environments.all.front(), environment);
  for (Environment& one : environments.all) {
    if (one.marks == environment.marks) return merge(one, environment);
  }
  environments.all.push_back(environment);
  if (environments.all.size() > most_environments_) {
    for (const Environment& one : environments.all) merge(environments.all.front(), one);
    environments.all.resize(1);
    environments.are_merged = true;
  }
  return true;
}

bool Variables::merge(Environment& into, const Environment& environment) {
  bool changed = false;
  for (size_t i = 0; i < into.marks.size(); ++i) {
    uint32_t& mark = into.marks[i];
    if (mark == environment.marks[i]) continue;
    const uint32_t both = mark >= kSet && environment.marks[i] >= kSet ? kSet : kPerhaps;
    changed = changed || mark != both;
    mark = both;
  }
  for (size_t i = 0; i < into.may.size(); ++i) {
    if (environment.may[i] && !into.may[i]) changed = into.may[i] = true;
    if (!environment.must[i] && into.must[i]) {
      into.must[i] = false;
      changed = true;
    }
  }
  return changed;
}

jsonata::Foreknown Variables::known(const Environment& environment, std::string_view name) const {
  const auto found = ids_.find(name);
  if (found == ids_.end()) return name == "states" ? jsonata::Foreknown() : jsonata::Foreknown::undefined();
  const size_t id = found->second;
  if (!environment.may[id]) return jsonata::Foreknown::undefined();
  if (track_of_[id] >= tracked_.size()) return {};
  const uint32_t mark = environment.marks[track_of_[id]];
  return mark < kFirstLiteral ? jsonata::Foreknown()
                              : jsonata::Foreknown::of(literals_[mark - kFirstLiteral]);
}

bool Variables::narrow(Environment& environment, const asl::Condition& condition, bool outcome) {
  const auto read = read_by_.find(&condition);
  if (read == read_by_.end() || tests_left_ == 0) return true;
  --tests_left_;
  const auto truth = known_truth(condition, [&](std::string_view name) { return known(environment, name); });
  if (truth && *truth != outcome) return false;
  for (const size_t id : read->second) {
    if (!environment.may[id] || environment.must[id]) continue;
    const std::string_view unset = first_[id]->name;
    const auto where_unset = known_truth(condition, [&](std::string_view name) {
      return name == unset ? jsonata::Foreknown::undefined() : known(environment, name);
    });
    if (!where_unset || *where_unset == outcome) continue;
    environment.must[id] = true;
    uint32_t& mark = environment.marks[track_of_[id]];
    if (mark == kPerhaps) mark = kSet;
  }
  return true;
}

void Variables::assign(const std::optional<asl::PayloadTemplate>& assign, Environment& environment) {
  if (!assign) return;
  if (const auto* literal = std::get_if<Value>(&assign->root.content)) {
    if (!literal->is_object()) return;
    for (const Member& member : literal->members())
      set(ids_.at(member.key.as_string()), jsonata::Foreknown::of(member.value), environment);
    return;
  }
  const auto* object = std::get_if<asl::TemplateNode::Object>(&assign->root.content);
  if (object == nullptr) return;
  const Environment before = environment;
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
    set(id, value, environment);
  }
}

void Variables::set(size_t id, const jsonata::Foreknown& value, Environment& environment) {
  environment.may[id] = environment.must[id] = true;
  if (track_of_[id] >= tracked_.size()) return;
  uint32_t& mark = environment.marks[track_of_[id]];
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
  const auto& environments = environments_[state.index].all;
  return found != ids_.end() &&
         std::any_of(environments.begin(), environments.end(),
                     [&](const Environment& environment) { return environment.may[found->second]; });
}

bool Variables::must_be_set(const asl::State& state, std::string_view name) const {
  const auto found = ids_.find(name);
  const auto& environments = environments_[state.index].all;
  return found != ids_.end() &&
         std::all_of(environments.begin(), environments.end(),
                     [&](const Environment& environment) { return environment.must[found->second]; });
}

std::vector<VariableUse> variable_uses(const Uses& uses) {
  TextSet<std::string_view> assigned;
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
