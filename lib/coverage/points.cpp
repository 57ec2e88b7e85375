#include "coverage/points.h"

#include <algorithm>

#include "analysis/facts.h"

namespace pawl::coverage {

namespace {

using Kind = CoveragePoint::Kind;

/// Adds the points of a state, in the order that all() promises.
class PointWriter {
 public:
  PointWriter(analysis::Facts& facts, const asl::State& state, std::vector<CoveragePoint>& points)
      : facts_(facts), state_(state), points_(points) {}

  void write() {
    add({.kind = Kind::State, .text = state_.name}, {state_.name_span.begin, state_.span.end});
    if (state_.next != nullptr) add_transition(Kind::Next, 0, *state_.next, span_of("Next"));
    const auto* choice = std::get_if<asl::Choice>(&state_.kind);
    if (choice != nullptr) write_transitions(*choice);
    for (uint32_t i = 0; i < state_.catchers.size(); ++i) {
      const asl::Catcher& catcher = state_.catchers[i];
      if (catcher.next != nullptr) add_transition(Kind::Catch, i, *catcher.next, catcher.span);
    }
    if (choice != nullptr) {
      write_rules(*choice, Kind::RuleTrue, "true");
      write_rules(*choice, Kind::RuleFalse, "false");
    }
    for (uint32_t i = 0; i < state_.retry.size(); ++i) {
      if (state_.retry[i].max_attempts == 0) continue;
      add({.kind = Kind::Retry, .index = i, .text = state_.name + ": " + entry("Retry", i)},
          state_.retry[i].span);
    }
  }

 private:
  static std::string entry(std::string_view list, uint32_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
  }

  [[nodiscard]] source::Span span_of(std::string_view field) const {
    const source::NodeMember* member = facts_.node_of(state_).find_member(field);
    return member != nullptr ? source::Span{member->key_span.begin, member->value.span.end} : state_.span;
  }

  void add(CoveragePoint point, source::Span span) {
    const source::Location place = facts_.document().locate(span);
    point.state = state_.index;
    point.first_line = static_cast<uint32_t>(place.line);
    point.last_line = static_cast<uint32_t>(place.end_line);
    points_.push_back(std::move(point));
  }

  void add_transition(Kind kind, uint32_t index, const asl::State& target, source::Span span) {
    std::string text = state_.name + " → " + target.name;
    if (kind == Kind::Rule) text += " (" + entry("Choices", index) + ")";
    if (kind == Kind::Default) text += " (Default)";
    if (kind == Kind::Catch) text += " (" + entry("Catch", index) + ")";
    add({.kind = kind, .index = index, .target = target.index, .text = std::move(text)}, span);
  }

  void write_transitions(const asl::Choice& choice) {
    for (uint32_t i = 0; i < choice.choices.size(); ++i) {
      const asl::ChoiceRule& rule = choice.choices[i];
      if (rule.next != nullptr) add_transition(Kind::Rule, i, *rule.next, rule.span);
    }
    if (choice.default_state != nullptr)
      add_transition(Kind::Default, 0, *choice.default_state, span_of("Default"));
  }

  void write_rules(const asl::Choice& choice, Kind kind, std::string_view found) {
    for (uint32_t i = 0; i < choice.choices.size(); ++i) {
      add({.kind = kind,
           .index = i,
           .text = state_.name + ": " + entry("Choices", i) + " is " + std::string(found)},
          choice.choices[i].span);
    }
  }

  analysis::Facts& facts_;
  const asl::State& state_;
  std::vector<CoveragePoint>& points_;
};

}  // namespace

CoveragePoints::CoveragePoints(const asl::StateMachine& machine, const source::Document& document)
    : definition_(document.name) {
  analysis::Facts facts(machine, document);
  for (const asl::State* state : machine.states) {
    begins_.push_back(static_cast<uint32_t>(points_.size()));
    PointWriter(facts, *state, points_).write();
  }
  begins_.push_back(static_cast<uint32_t>(points_.size()));
}

size_t CoveragePoints::find(uint32_t state, Kind kind, size_t index) const {
  const auto found = std::ranges::find_if(
      of(state), [&](const CoveragePoint& point) { return point.kind == kind && point.index == index; });
  return static_cast<size_t>(&*found - points_.data());
}

Measure CoveragePoint::measure() const {
  switch (kind) {
    case Kind::State: return Measure::States;
    case Kind::Next:
    case Kind::Rule:
    case Kind::Default:
    case Kind::Catch: return Measure::Transitions;
    case Kind::RuleTrue:
    case Kind::RuleFalse: return Measure::Rules;
    case Kind::Retry: return Measure::Retries;
  }
  return Measure::States;
}

std::string_view name_of(Measure measure) {
  static constexpr std::array<std::string_view, 4> kNames = {"states", "transitions", "rules", "retries"};
  return kNames[static_cast<size_t>(measure)];
}

std::string_view name_of(CoveragePoint::Kind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {"state", "next",      "rule",       "default",
                                                             "catch", "rule true", "rule false", "retry"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace pawl::coverage
