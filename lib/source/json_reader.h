// JSON text to a tree of Nodes with places.
#pragma once
#include <string_view>

#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::source {

/// Reads `text` into `root`. Equal keys in one object are reported as warnings (rule duplicate-key) and the
/// last one wins; faults are errors of rule json-syntax. A `${placeholder}` may stand where a value does: a
/// string whose span goes to `bare`. Returns whether there is a tree. Offsets count from `base`, where the
/// text stands in the document.
bool read_json(std::string_view text, size_t base, Node& root, std::vector<Span>& bare,
               Diagnostics& diagnostics);

/// Finds members with equal keys in an object that has been read, reports them (JSON leaves their meaning
/// open, YAML forbids them) and keeps the last of each.
void drop_duplicate_keys(Node& object, Severity severity, Diagnostics& diagnostics);

}  // namespace pawl::source
