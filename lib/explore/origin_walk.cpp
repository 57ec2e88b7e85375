#include "explore/origin_walk.h"

#include <algorithm>
#include <optional>

namespace pawl::explore {

namespace {

using coverage::CoveragePoint;

constexpr size_t kMostVisits = 300;

OriginPtr written(const OriginPtr& root, std::span<const jsonpath::Path::Step> steps,
                  const OriginPtr& value) {
  if (steps.empty()) return value;
  if (steps.front().name == nullptr) return derived_origin(leaves_of(array_origin({root, value})));
  const std::string name(steps.front().name->as_string());
  return object_origin({{name, written(select(root, {.name = name}), steps.subspan(1), value)}}, root);
}

OriginPtr written(const asl::ResultPath& field, const OriginPtr& input, const OriginPtr& value) {
  if (field.is_null) return input;
  const auto path = jsonpath::Path::parse(field.path.text());
  return path ? written(input, path->sample_steps(), value) : value;
}

class OriginWalk {
 public:
  OriginWalk(const asl::StateMachine& machine, const Trial& trial) : trial_(trial) {
    visits_of_.resize(machine.states.size());
    const size_t count = std::min(trial.visits.size(), kMostVisits);
    for (size_t i = 0; i < count; ++i) visits_of_[trial.visits[i].state->index].push_back(i);
    next_.resize(machine.states.size());
    origins_.resize(trial.visits.size());
    const OriginPtr input = leaf_origin({});
    walk(machine.block, input, object_origin({}), context_of(input, nullptr));
  }

  std::vector<VisitOrigins> take() { return std::move(origins_); }

 private:
  static OriginPtr context_of(const OriginPtr& execution_input, const OriginPtr& item) {
    std::vector<std::pair<std::string, OriginPtr>> members{
        {"Execution", object_origin({{"Input", execution_input}})}};
    if (item != nullptr)
      members.emplace_back("Map", object_origin({{"Item", object_origin({{"Value", item}})}}));
    return object_origin(std::move(members));
  }

  static OriginPtr with_item(const OriginPtr& context, const OriginPtr& item) {
    return object_origin({{"Map", object_origin({{"Item", object_origin({{"Value", item}})}})}}, context);
  }

  std::optional<size_t> next_visit(const asl::State& state) {
    size_t& next = next_[state.index];
    const auto& visits = visits_of_[state.index];
    return next < visits.size() ? std::optional(visits[next++]) : std::nullopt;
  }

  /// The output of the block; derived of nothing where it did not end.
  OriginPtr walk(const asl::Block& block, OriginPtr input, OriginPtr variables, const OriginPtr& context) {
    const asl::State* state = block.start_at;
    while (state != nullptr) {
      const auto at = next_visit(*state);
      if (!at) return derived_origin({});
      VisitOrigins& origins = origins_[*at];
      origins.input = origins.effective = input;
      origins.variables = variables;
      origins.context = context;
      const StateVisit& visit = trial_.visits[*at];
      const asl::State* next = nullptr;
      input = leave(*state, visit, *at, variables, next);
      if (!visit.has_left) return derived_origin({});
      state = next;
    }
    return input;
  }

  /// What the visit hands on; sets its origins, `variables` and `next`.
  OriginPtr leave(const asl::State& state, const StateVisit& visit, size_t at, OriginPtr& variables,
                  const asl::State*& next) {
    VisitOrigins& origins = origins_[at];
    if (state.input_path.is_null) origins.effective = object_origin({});
    else
      origins.effective =
          origin_of(state.input_path.path, origins.scope(asl::DataStage::Input, state.query_language));
    next = state.next;
    if (const auto* choice = std::get_if<asl::Choice>(&state.kind)) {
      if (visit.way == CoveragePoint::Kind::Rule) {
        const asl::ChoiceRule& rule = choice->choices[visit.way_index];
        next = rule.next;
        return passed_on(state, at, rule.assign, rule.output, variables);
      }
      next = choice->default_state;
      return passed_on(state, at, state.assign, state.output, variables);
    }
    if (state.type() == asl::StateType::Wait || state.type() == asl::StateType::Succeed)
      return passed_on(state, at, state.assign, state.output, variables);
    set_result(state, visit, at);
    if (visit.way == CoveragePoint::Kind::Catch) {
      const asl::Catcher& catcher = state.catchers[visit.way_index];
      next = catcher.next;
      return caught(state, catcher, at, variables);
    }
    return finished(state, at, variables);
  }

  void set_result(const asl::State& state, const StateVisit& visit, size_t at) {
    const OriginScope scope = origins_[at].scope(asl::DataStage::Effective, state.query_language);
    const auto or_input = [&](const std::optional<asl::PayloadTemplate>& parameters) {
      return parameters ? origin_of(parameters->root, scope) : scope.input;
    };
    OriginPtr result = derived_origin({});
    if (const auto* pass = std::get_if<asl::Pass>(&state.kind)) {
      result = pass->result ? literal_origin(*pass->result) : or_input(pass->parameters);
    } else if (state.type() == asl::StateType::Task) {
      result = leaf_origin({.source = {Source::Kind::Result, state.index, visit.invocation}});
    } else if (const auto* parallel = std::get_if<asl::Parallel>(&state.kind)) {
      const OriginPtr input = or_input(parallel->parameters);
      std::vector<OriginPtr> outputs;
      for (const asl::Block& branch : parallel->branches)
        outputs.push_back(walk(branch, input, scope.variables, scope.context));
      result = array_origin(std::move(outputs));
    } else if (const auto* map = std::get_if<asl::Map>(&state.kind)) {
      result = walk_items(state, *map, at, scope);
    }
    origins_[at].result = result;
  }

  static OriginPtr items_of(const asl::State& state, const asl::Map& map, const OriginScope& scope) {
    if (map.item_reader) return leaf_origin({.source = {Source::Kind::Items, state.index}});
    if (map.items) return origin_of(map.items->root, scope);
    if (!map.items_path) return scope.input;
    return map.items_path->is_null ? object_origin({}) : origin_of(map.items_path->path, scope);
  }

  OriginPtr walk_items(const asl::State& state, const asl::Map& map, size_t at, const OriginScope& scope) {
    const OriginPtr items = origins_[at].items = items_of(state, map, scope);
    origins_[at].item_context = with_item(scope.context, select(items, {.kind = LeafStep::Kind::Element}));
    const bool is_distributed = map.mode == asl::Map::Mode::Distributed;
    std::vector<OriginPtr> outputs;
    const asl::State* first = map.item_processor.start_at;
    while (first != nullptr && next_[first->index] < visits_of_[first->index].size()) {
      OriginPtr item =
          select(items, {.kind = LeafStep::Kind::Element, .index = static_cast<uint32_t>(outputs.size())});
      const OriginPtr context = with_item(scope.context, item);
      if (map.item_selector) {
        OriginScope selecting = scope;
        selecting.context = context;
        item = origin_of(map.item_selector->root, selecting);
      }
      if (map.item_batcher) item = object_origin({{"Items", array_origin({item})}});
      outputs.push_back(walk(map.item_processor, item, is_distributed ? object_origin({}) : scope.variables,
                             is_distributed ? context_of(item, nullptr) : context));
    }
    return array_origin(std::move(outputs));
  }

  /// The end of a state that has a result.
  OriginPtr finished(const asl::State& state, size_t at, OriginPtr& variables) {
    VisitOrigins& origins = origins_[at];
    const auto scope = [&](asl::DataStage stage) { return origins.scope(stage, state.query_language); };
    origins.selected = state.result_selector
                           ? origin_of(state.result_selector->root, scope(asl::DataStage::Result))
                           : origins.result;
    assign(state.assign, scope(asl::DataStage::Selected), variables);
    if (state.query_language == asl::QueryLanguage::JSONata)
      return state.output ? origin_of(state.output->root, scope(asl::DataStage::Merged)) : origins.result;
    origins.merged = written(state.result_path, origins.input, origins.selected);
    return output_of(state, scope(asl::DataStage::Merged));
  }

  OriginPtr caught(const asl::State& state, const asl::Catcher& catcher, size_t at, OriginPtr& variables) {
    VisitOrigins& origins = origins_[at];
    origins.error = object_origin({{"Error", derived_origin({})}, {"Cause", derived_origin({})}});
    const OriginScope scope = origins.scope(asl::DataStage::Error, state.query_language);
    assign(catcher.assign, scope, variables);
    if (state.query_language == asl::QueryLanguage::JSONata)
      return catcher.output ? origin_of(catcher.output->root, scope) : origins.error;
    return written(catcher.result_path, origins.input, origins.error);
  }

  /// The end of a state that passes its input on.
  OriginPtr passed_on(const asl::State& state, size_t at, const std::optional<asl::PayloadTemplate>& assigned,
                      const std::optional<asl::PayloadTemplate>& output, OriginPtr& variables) {
    VisitOrigins& origins = origins_[at];
    origins.merged = origins.effective;
    const OriginScope scope = origins.scope(asl::DataStage::Merged, state.query_language);
    assign(assigned, scope, variables);
    if (state.query_language == asl::QueryLanguage::JSONata)
      return output ? origin_of(output->root, scope) : origins.input;
    return output_of(state, scope);
  }

  static OriginPtr output_of(const asl::State& state, const OriginScope& merged) {
    if (state.output_path.is_null) return object_origin({});
    return origin_of(state.output_path.path, merged);
  }

  static void assign(const std::optional<asl::PayloadTemplate>& assigned, const OriginScope& scope,
                     OriginPtr& variables) {
    if (!assigned) return;
    const OriginPtr set = origin_of(assigned->root, scope);
    if (const auto* object = std::get_if<Origin::Object>(&set->content)) {
      variables = object_origin(object->members, variables);
    } else if (const auto* literal = std::get_if<Value>(&set->content)) {
      std::vector<std::pair<std::string, OriginPtr>> members;
      for (const Member& member : literal->members())
        members.emplace_back(member.key.as_string(), literal_origin(member.value));
      variables = object_origin(std::move(members), variables);
    }
  }

  const Trial& trial_;
  std::vector<std::vector<size_t>> visits_of_;  // by state
  std::vector<size_t> next_;                    // of visits_of_
  std::vector<VisitOrigins> origins_;
};

}  // namespace

OriginScope VisitOrigins::scope(asl::DataStage stage, asl::QueryLanguage language) const {
  OriginScope scope{.input = input, .variables = variables, .context = context, .result = nullptr};
  if (language == asl::QueryLanguage::JSONata) {
    if (stage == asl::DataStage::Error) scope.result = error;
    else if (stage == asl::DataStage::Selected || stage == asl::DataStage::Merged) scope.result = result;
    return scope;
  }
  switch (stage) {
    case asl::DataStage::Input: break;
    case asl::DataStage::Effective: scope.input = effective; break;
    case asl::DataStage::Result: scope.input = result; break;
    case asl::DataStage::Selected: scope.input = selected; break;
    case asl::DataStage::Merged: scope.input = merged; break;
    case asl::DataStage::Error: scope.input = error; break;
  }
  return scope;
}

std::vector<VisitOrigins> trace_origins(const asl::StateMachine& machine, const Trial& trial) {
  return OriginWalk(machine, trial).take();
}

}  // namespace pawl::explore
