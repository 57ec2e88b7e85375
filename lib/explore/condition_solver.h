// What has to change in a scenario for the condition of a Choice rule to become true, or false.
#pragma once
#include <vector>

#include "asl/choice_rule.h"
#include "explore/origin.h"
#include "explore/scenario.h"

namespace pawl::explore {

using LeafChanges = std::vector<LeafChange>;

/// Alternatives, the most likely first; each is a guess that a trial has to prove. None: nothing that could
/// be changed decides it. An alternative without changes: the condition does not depend on what can be
/// changed there. `scope`: what the condition reads in the trial of `scenario`.
std::vector<LeafChanges> solve(const asl::Condition& condition, bool wanted, const OriginScope& scope,
                               const Scenario& scenario);
/// The same for `earlier` false and `condition` true; null pointer: only the others are wanted, false.
std::vector<LeafChanges> solve_rule(const std::vector<asl::ChoiceRule>& rules, size_t earlier,
                                    const asl::Condition* condition, const OriginScope& scope,
                                    const Scenario& scenario);

/// Values of all types to be tried where nothing better is known, the most likely first.
std::vector<Value> plain_values();

}  // namespace pawl::explore
