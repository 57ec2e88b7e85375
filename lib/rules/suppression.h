// Findings that a definition itself waves through: `pawl-ignore RULE reason` in a Comment.
#pragma once
#include "analysis/facts.h"
#include "rules/rule.h"

namespace pawl::rules {

/// Takes the findings away that a Comment of their state, of a state around it, or of the machine names. What
/// is wrong with such a Comment is a finding of its own: a rule that does not exist or cannot be waved
/// through, no reason, nothing to wave through.
void suppress(analysis::Facts& facts, source::Diagnostics& findings);

}  // namespace pawl::rules
