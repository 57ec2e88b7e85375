// Parses JSON into a tree of Nodes with spans.
#pragma once
#include <string_view>

#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::source {

/// Parses `text` into `root`. Duplicate keys are warnings (rule duplicate-key), and the last one wins; syntax
/// errors have rule json-syntax. A `${placeholder}` without quotes is accepted as a value: a string whose
/// span is added to `bare`. Returns whether there is a tree. Spans count from `base`, the offset of the text
/// in the document.
bool read_json(std::string_view text, size_t base, Node& root, std::vector<Span>& bare,
               Diagnostics& diagnostics);

/// Reports duplicate keys of an object (JSON leaves their meaning open, YAML forbids them) and keeps the last
/// of each.
void drop_duplicate_keys(Node& object, Severity severity, Diagnostics& diagnostics);

}  // namespace pawl::source
