#include "explore/repair.h"

#include <algorithm>
#include <string>

#include "analysis/uses.h"
#include "explore/condition_solver.h"

namespace pawl::explore {

namespace {

using analysis::Use;

constexpr size_t kMostLeavesTried = 8;

/// "Catch[0].Assign", as observers name it, as a JSON pointer below the state.
std::string pointer_of(std::string_view field) {
  std::string pointer;
  for (const char c : field) {
    if (c == '[' || c == '.') pointer += '/';
    else if (c != ']') pointer += c;
  }
  return pointer;
}

bool is_below(std::string_view pointer, std::string_view field) {
  return pointer.starts_with(field) && (pointer.size() == field.size() || pointer[field.size()] == '/');
}

/// The fields' expressions that may have failed.
std::vector<const Use*> suspects(analysis::Facts& facts, const asl::State& state,
                                 const TrialFailure& failure) {
  const auto uses = facts.uses().of(state);
  std::vector<const Use*> in_span, in_field;
  const std::string field = pointer_of(failure.field);
  for (const Use& use : uses) {
    if (!failure.span.is_empty() && use.span.begin < failure.span.end && failure.span.begin < use.span.end)
      in_span.push_back(&use);
    if (!field.empty() && is_below(use.field, field)) in_field.push_back(&use);
  }
  if (!in_span.empty()) return in_span;
  if (!in_field.empty()) return in_field;
  std::vector<const Use*> all;
  for (const Use& use : uses) all.push_back(&use);
  return all;
}

/// The text of the innermost-known intrinsic call that the use is an argument of; empty: none.
std::string_view intrinsic_around(analysis::Facts& facts, const Use& use) {
  for (const analysis::IntrinsicUse& call : facts.uses().intrinsics()) {
    if (call.state == use.state && call.field == use.field) return call.expression->text();
  }
  return {};
}

Value guess(analysis::Facts& facts, const Use& use, const Leaf& leaf) {
  const std::string_view field = use.field;
  if (field.ends_with("ItemsPath") || field.ends_with("Items")) return Value::array({Value::empty_object()});
  if (field.find("Seconds") != std::string_view::npos || field.starts_with("Max") ||
      field.starts_with("Tolerated"))
    return Value::integer(1);
  if (field.starts_with("Timestamp")) return Value::string("2026-01-01T00:00:00Z");
  if (use.is_argument) {
    const std::string_view call = intrinsic_around(facts, use);
    if (call.starts_with("States.Math")) return Value::integer(1);
    if (call.starts_with("States.Array(")) return Value::string("text");
    if (call.starts_with("States.Array")) return Value::array({Value::string("text")});
    if (call.starts_with("States.StringToJson")) return Value::string("{}");
    if (call.starts_with("States.JsonMerge")) return Value::empty_object();
  }
  const bool is_named = !leaf.steps.empty() && leaf.steps.back().kind == LeafStep::Kind::Member;
  return Value::string(is_named ? leaf.steps.back().name : "text");
}

struct Suspect {
  Leaf leaf;
  Value guess;
};

/// The leaves of what may have failed, those that are missing and the others.
void collect(analysis::Facts& facts, const VisitOrigins& origins, const Scenario& scenario, const Use& use,
             std::vector<Suspect>& missing, std::vector<Suspect>& present) {
  OriginScope scope = origins.scope(use.stage, use.state->query_language);
  if (scope.input == nullptr) return;
  if (use.field.starts_with("ItemSelector") && origins.item_context != nullptr)
    scope.context = origins.item_context;
  const OriginPtr origin = use.path != nullptr ? origin_of(*use.path, scope) : origin_of(*use.jsonata, scope);
  for (Leaf& leaf : leaves_of(origin)) {
    auto& list = scenario.at(leaf) ? present : missing;
    const bool is_known = std::ranges::any_of(list, [&](const Suspect& one) { return one.leaf == leaf; });
    if (is_known || list.size() >= kMostLeavesTried) continue;
    Value value = guess(facts, use, leaf);
    list.push_back({std::move(leaf), std::move(value)});
  }
}

LeafChanges guesses(const std::vector<Suspect>& missing) {
  LeafChanges changes;
  for (const Suspect& one : missing) changes.push_back({one.leaf, one.guess});
  return changes;
}

/// A leaf of the value that the whole field was taken from, where no expression names it.
std::vector<Repair> whole_value(const OriginPtr& origin, const std::vector<Value>& values) {
  std::vector<Repair> out;
  if (origin == nullptr) return out;
  for (const Leaf& leaf : leaves_of(origin)) {
    for (const Value& value : values) out.push_back({{.changes = {{leaf, value}}, .failing = {}}, true});
  }
  return out;
}

}  // namespace

std::vector<Repair> repairs(analysis::Facts& facts, const Scenario& scenario, const Trial& trial,
                            const TrialFailure& failure) {
  const asl::State& state = *trial.visits[failure.visit].state;
  const VisitOrigins origins = trace_origins(facts.machine(), trial)[failure.visit];
  std::vector<Repair> out;
  if (origins.input == nullptr) return out;
  if (failure.field == "ResultPath") return whole_value(origins.input, {Value::empty_object()});
  if (const auto* choice = std::get_if<asl::Choice>(&state.kind);
      choice != nullptr && failure.field.empty()) {
    const OriginScope scope = origins.scope(asl::DataStage::Effective, state.query_language);
    for (size_t i = 0; i < choice->choices.size(); ++i) {
      for (LeafChanges& changes :
           solve_rule(choice->choices, i, &choice->choices[i].condition, scope, scenario))
        out.push_back({{.changes = std::move(changes), .failing = {}}, true});
    }
    return out;
  }
  std::vector<Suspect> missing, present;
  for (const Use* use : suspects(facts, state, failure))
    collect(facts, origins, scenario, *use, missing, present);
  if (!missing.empty()) out.push_back({{.changes = guesses(missing), .failing = {}}, true});
  if (missing.size() + present.size() > 1) {
    // Numbers are what several values have to be together.
    LeafChanges changes;
    for (const auto* list : {&missing, &present}) {
      for (const Suspect& one : *list) changes.push_back({one.leaf, Value::integer(1)});
    }
    out.push_back({{.changes = std::move(changes), .failing = {}}, false});
  }
  const auto* map = std::get_if<asl::Map>(&state.kind);
  if (map != nullptr && failure.field.empty() && !map->items_path && !map->items && !map->item_reader) {
    // Its items are its whole input, which no expression names.
    return whole_value(origins.effective,
                       {Value::array({Value::empty_object()}), Value::array({Value::string("text")})});
  }
  for (const Suspect& one : missing) {
    for (const Value& value : plain_values()) {
      LeafChanges changes = guesses(missing);
      changes.push_back({one.leaf, value});
      out.push_back({{.changes = std::move(changes), .failing = {}}, true});
    }
  }
  for (const Suspect& one : present) {
    for (const Value& value : plain_values()) {
      LeafChanges changes = guesses(missing);
      changes.push_back({one.leaf, value});
      out.push_back({{.changes = std::move(changes), .failing = {}}, false});
    }
  }
  return out;
}

}  // namespace pawl::explore
