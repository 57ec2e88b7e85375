// The families of rules. Each is a file, <family>.cpp, with one array of rules; the registry is their
// concatenation.
#pragma once
#include <span>

#include "rules/rule.h"

namespace pawl::rules {

// Checked by the reader of definitions (asl/, source/); described here.
std::span<const Rule> reader_structure_rules();
std::span<const Rule> reader_values_rules();

// What AWS refuses about a machine as a whole.
std::span<const Rule> reachability_rules();
std::span<const Rule> resources_rules();
std::span<const Rule> task_fields_rules();
std::span<const Rule> express_rules();

// Advice.
std::span<const Rule> loops_rules();
std::span<const Rule> choices_rules();
std::span<const Rule> error_names_rules();
std::span<const Rule> context_object_rules();
std::span<const Rule> paths_rules();
std::span<const Rule> variables_rules();
std::span<const Rule> languages_rules();
std::span<const Rule> timeouts_rules();
std::span<const Rule> maps_rules();
std::span<const Rule> integrations_rules();
std::span<const Rule> lambda_rules();
std::span<const Rule> limits_rules();
std::span<const Rule> hygiene_rules();
std::span<const Rule> yaml_rules();
std::span<const Rule> portability_rules();
std::span<const Rule> suppression_rules();

}  // namespace pawl::rules
