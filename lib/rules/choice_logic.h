// What follows from a Choice rule's condition, as far as it can be told without data. "False" always means
// "not known".
#pragma once
#include "asl/choice_rule.h"

namespace pawl::rules {

/// Whether `b` is true whenever `a` is.
bool implies(const asl::Condition& a, const asl::Condition& b);
/// Whether nothing makes it true.
bool is_never_true(const asl::Condition& condition);
/// Whether one of the rules is true for all data that the tests can be made on.
bool is_exhaustive(const std::vector<asl::ChoiceRule>& rules);
/// Whether it tests IsPresent of this path, or of one that it goes through.
bool tests_presence(const asl::Condition& condition, const std::string& path);

}  // namespace pawl::rules
