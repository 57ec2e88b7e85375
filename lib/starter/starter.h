// Starter: small workflows to begin with, which run and whose tests pass as they are written.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pawl::starter {

struct StarterTemplate {
  std::string_view name;     // "order"
  std::string_view summary;  // a line
};

/// The first one is the default.
std::span<const StarterTemplate> starter_templates();

/// Writes a template into the new folder `folder`, whose last part becomes the name of the workflow, and
/// returns the names of the files in it. Everything is there or nothing. Errors: the folder exists, its name
/// is none for a state machine, it cannot be made.
Result<std::vector<std::string>> make_workflow(const std::string& folder, const StarterTemplate& chosen);

}  // namespace pawl::starter
