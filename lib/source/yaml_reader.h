// Parses YAML into a tree of Nodes with spans.
#pragma once
#include <string_view>

#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::source {

/// Parses one YAML document into `root`: anchors, aliases and merge keys resolved, core schema scalars.
/// Errors have rule yaml-syntax, yaml-tag (tags of CloudFormation and of programming languages, in a
/// definition) or yaml-alias (an alias bomb, an alias to itself). Returns whether there is a tree. `text` is
/// UTF-8; spans count from `base`.
bool read_yaml(std::string_view text, size_t base, Node& root, Diagnostics& diagnostics,
               YamlDialect dialect = YamlDialect::Definition);

}  // namespace pawl::source
