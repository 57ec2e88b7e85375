// Reads the text of templates of CloudFormation, SAM or the Serverless Framework.
#pragma once
#include <string>

#include "source/document.h"

namespace pawl::source {

/// Whether a text that is no valid definition may be a template, by words that templates contain.
bool may_be_template(std::string_view text);

/// Parses a template. Broken YAML outside of the state machines is skipped with a warning: each top-level
/// section and each resource is parsed on its own.
LoadResult read_template(std::string name, std::string text, Format format);

}  // namespace pawl::source
