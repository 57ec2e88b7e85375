// What follows from a Choice rule's condition, as far as it can be told without data. "False" always means
// "not known".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "asl/choice_rule.h"
#include "jsonata/foreknown.h"

namespace pawl::analysis {

/// Whether `b` is true whenever `a` is.
bool implies(const asl::Condition& a, const asl::Condition& b);
/// Whether nothing makes it true.
bool is_never_true(const asl::Condition& condition);
/// Whether one of the rules is true for all data that the tests can be made on.
bool is_exhaustive(const std::vector<asl::ChoiceRule>& rules);
/// Whether it tests IsPresent of this path, or of one that it goes through.
bool tests_presence(const asl::Condition& condition, const std::string& path);

/// Whether the condition holds, where what is known of the variables decides it. One that fails counts as
/// false: no rule is taken then.
std::optional<bool> known_truth(const asl::Condition& condition, const jsonata::KnownVariables& variables);
/// The variables that it reads, some of them more than once.
std::vector<std::string> variables_in(const asl::Condition& condition);

}  // namespace pawl::analysis
