// Choice states: cases without a rule, rules without effect.
#include <algorithm>

#include "analysis/choice_logic.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

/// Calls `visit(const State&, const Choice&)` for each Choice state.
template <class Visit>
void for_each_choice(const asl::StateMachine& machine, Visit visit) {
  for (const asl::State* state : machine.states) {
    if (const auto* choice = std::get_if<asl::Choice>(&state->kind)) visit(*state, *choice);
  }
}

void check_default(Check& check) {
  for_each_choice(check.machine(), [&](const asl::State& state, const asl::Choice& choice) {
    if (choice.default_state != nullptr || analysis::is_exhaustive(choice.choices)) return;
    if (const source::Node* node = check.facts().find(state, "Default"); node != nullptr)
      return;  // a ${placeholder}
    check.report(state, "", quoted_name(state.name) + " has no Default, and its rules do not cover all cases")
        .hint = "if no rule matches, the execution ends with States.Runtime, which nothing catches";
  });
}

void check_dead(Check& check) {
  constexpr size_t kMost = 100;  // rules of one state that are compared pairwise
  for_each_choice(check.machine(), [&](const asl::State& state, const asl::Choice& choice) {
    for (size_t i = 0; i < std::min(choice.choices.size(), kMost); ++i) {
      const asl::ChoiceRule& rule = choice.choices[i];
      const std::string field = "Choices/" + std::to_string(i);
      if (analysis::is_never_true(rule.condition)) {
        check.report(state, field, "this rule is never true");
        continue;
      }
      for (size_t j = 0; j < i; ++j) {
        if (!analysis::implies(rule.condition, choice.choices[j].condition)) continue;
        check.report(state, field, "this rule is never reached: an earlier one is true whenever it is")
            .related.push_back({"this one comes first", choice.choices[j].span});
        break;
      }
    }
  });
}

void check_same(Check& check) {
  for_each_choice(check.machine(), [&](const asl::State& state, const asl::Choice& choice) {
    if (choice.default_state == nullptr) return;
    const bool is_same =
        std::all_of(choice.choices.begin(), choice.choices.end(), [&](const asl::ChoiceRule& rule) {
          return rule.next == choice.default_state && !rule.assign && !rule.output;
        });
    if (!is_same || state.assign || state.output) return;
    check.report(state, "",
                 "every rule of " + quoted_name(state.name) + " and its Default go to " +
                     quoted_name(choice.default_state->name));
  });
}

constexpr Rule kRules[] = {
    {.id = "choice-no-default",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a Choice has a Default, or rules that cover all cases",
     .help = "Where no rule is true and there is no Default the execution ends with States.Runtime, which "
             "nothing catches, whatever the documentation calls it. Rules that cover everything (a test and "
             "its opposite, ranges without a gap) need none. For what must not happen let Default lead to a "
             "Fail state that says so.",
     .bad = R"yaml(StartAt: Size
States:
  Size:
    Type: Choice
    Choices:
      - {Variable: $.n, NumericLessThan: 5, Next: Small}
      - {Variable: $.n, NumericGreaterThan: 5, Next: Large}
  Small: {Type: Succeed}
  Large: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Size
States:
  Size:
    Type: Choice
    Choices:
      - {Variable: $.n, NumericLessThan: 5, Next: Small}
      - {Variable: $.n, NumericGreaterThanEquals: 5, Next: Large}
  Small: {Type: Succeed}
  Large: {Type: Succeed}
)yaml",
     .check = check_default},
    {.id = "choice-dead-rule",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "every rule of a Choice can be taken",
     .help = "The first rule that is true is taken. A rule that repeats an earlier one, is narrower than it, "
             "or holds tests that exclude each other never is. Put the narrow rules first.",
     .bad = R"yaml(StartAt: Size
States:
  Size:
    Type: Choice
    Choices:
      - {Variable: $.n, NumericGreaterThan: 1, Next: Some}
      - {Variable: $.n, NumericGreaterThan: 100, Next: Many}
    Default: Some
  Some: {Type: Succeed}
  Many: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Size
States:
  Size:
    Type: Choice
    Choices:
      - {Variable: $.n, NumericGreaterThan: 100, Next: Many}
      - {Variable: $.n, NumericGreaterThan: 1, Next: Some}
    Default: Some
  Some: {Type: Succeed}
  Many: {Type: Succeed}
)yaml",
     .check = check_dead},
    {.id = "choice-same-target",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "a Choice has more than one target",
     .help = "All rules and the Default lead to the same state and assign nothing: the tests can only fail.",
     .bad = R"yaml(StartAt: Which
States:
  Which:
    Type: Choice
    Choices: [{Variable: $.ok, BooleanEquals: true, Next: Done}]
    Default: Done
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Which
States:
  Which:
    Type: Choice
    Choices: [{Variable: $.ok, BooleanEquals: true, Next: Done}]
    Default: Stop
  Done: {Type: Succeed}
  Stop: {Type: Fail, Error: NotOk, Cause: ok was not true}
)yaml",
     .check = check_same},
};

}  // namespace

std::span<const Rule> choices_rules() { return kRules; }

}  // namespace pawl::rules
