// What may have to change in a scenario in which a state failed by itself: a path that found nothing, an
// expression that got a value of the wrong type.
#pragma once
#include <vector>

#include "analysis/facts.h"
#include "explore/origin_walk.h"
#include "explore/scenario.h"
#include "explore/trial.h"

namespace pawl::explore {

struct Repair {
  Proposal proposal;
  bool adds_data = false;  // that was missing; else it changes the type of what is there
};

/// Alternatives, the most likely first.
std::vector<Repair> repairs(analysis::Facts& facts, const Scenario& scenario, const Trial& trial,
                            const TrialFailure& failure);

}  // namespace pawl::explore
