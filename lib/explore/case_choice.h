// Which of the scenarios that were found become cases.
#pragma once
#include <vector>

#include "coverage/points.h"
#include "explore/explorer.h"
#include "explore/trial.h"

namespace pawl::explore {

struct FoundScenario {
  Scenario scenario;
  Trial trial;
};

/// As few of those that end as reach all that they reach together, with names. Sets `cases` and `counts`.
Exploration choose_cases(const coverage::CoveragePoints& points, const std::vector<FoundScenario>& found);

}  // namespace pawl::explore
