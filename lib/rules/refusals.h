// What the reader of definitions reports, as rules: their descriptions stand here, their checks in asl/ and
// source/.
#pragma once
#include <span>

#include "rules/rule.h"

namespace pawl::rules {

std::span<const Rule> structure_refusals();
std::span<const Rule> value_refusals();

}  // namespace pawl::rules
