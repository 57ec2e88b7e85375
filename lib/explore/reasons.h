// Why no case takes a transition, or uses an entry of Retry.
#pragma once
#include <string>
#include <vector>

#include "analysis/flow.h"
#include "coverage/points.h"

namespace pawl::explore {

/// `seen`: by point, whether any trial reached it, also one that did not end.
std::string reason_of(const asl::StateMachine& machine, const analysis::Flow& flow,
                      const coverage::CoveragePoints& points, size_t point, const std::vector<bool>& seen,
                      bool was_cut_short);

}  // namespace pawl::explore
