// `test --explore`: a test file whose cases take every transition of a definition.
#pragma once
#include <optional>
#include <string>

#include "cli/terminal/console.h"
#include "workflow/definition.h"

namespace pawl::cli {

struct ExploreRequest {
  workflow::DefinitionSource definition;
  std::optional<std::string> output;  // the path of the test file; nothing: standard output
  bool as_json = false;               // what was found goes to standard output as JSON, not the test file
};

/// Writes the test file with its snapshots, and says what its cases reach. Returns the exit code.
int explore_definition(const ExploreRequest& request, Console& console);

}  // namespace pawl::cli
