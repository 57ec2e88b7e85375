// What may make an execution reach a point that it passed by.
#pragma once
#include <vector>

#include "analysis/facts.h"
#include "coverage/points.h"
#include "explore/scenario.h"
#include "explore/trial.h"

namespace pawl::explore {

/// Changes of `scenario`, which gave `trial`, so that its `visit` reaches the point, the most likely first.
/// The visit is one of the point's state; for the first state of a Map one of the Map.
std::vector<Proposal> proposals(analysis::Facts& facts, const coverage::CoveragePoint& point,
                                const Scenario& scenario, const Trial& trial, size_t visit);
/// Changes so that an execution that did not end leaves its loop.
std::vector<Proposal> endings(analysis::Facts& facts, const Scenario& scenario, const Trial& trial);

}  // namespace pawl::explore
