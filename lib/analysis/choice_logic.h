// What follows from the conditions of Choice rules, without data. Every answer is one-sided: false means "not
// known".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "asl/choice_rule.h"
#include "jsonata/foreknown.h"

namespace pawl::analysis {

/// Whether `b` is true whenever `a` is.
bool implies(const asl::Condition& a, const asl::Condition& b);
/// Whether the condition is false for all data.
bool is_never_true(const asl::Condition& condition);
/// Whether for all data of the types compared at least one of the rules is true.
bool is_exhaustive(const std::vector<asl::ChoiceRule>& rules);
/// Whether the condition tests IsPresent of this path, or of a prefix of it.
bool tests_presence(const asl::Condition& condition, const std::string& path);

/// The condition's value where the known values of variables decide it. A condition that fails is false: no
/// rule is taken then.
std::optional<bool> known_truth(const asl::Condition& condition, const jsonata::KnownVariables& variables);
/// The variables that the condition reads; a name may occur more than once.
std::vector<std::string> variables_in(const asl::Condition& condition);

}  // namespace pawl::analysis
