// Suppression of findings by the definition itself: `pawl-ignore RULE reason` in a Comment.
#pragma once
#include "analysis/facts.h"
#include "rules/rule.h"

namespace pawl::rules {

/// Removes the findings whose rule is named in a Comment of their state, of a state around it, or of the
/// machine. Faults of such Comments are added as findings: a rule that does not exist or cannot be
/// suppressed, no reason, nothing to suppress.
void suppress(analysis::Facts& facts, source::Diagnostics& findings);

}  // namespace pawl::rules
