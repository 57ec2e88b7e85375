// Templates as text, of CloudFormation, SAM or the Serverless Framework.
#pragma once
#include <string>

#include "source/document.h"

namespace pawl::source {

/// Whether a definition that was refused, or is none, may be a template: what text a template must hold.
bool may_be_template(std::string_view text);

/// Reads a template. YAML that is broken outside of the state machines is left out with a warning, since it
/// stands in nobody's way here: each top-level section and each resource is tried alone.
LoadResult read_template(std::string name, std::string text, Format format);

}  // namespace pawl::source
