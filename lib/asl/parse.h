// Parsing of definitions: everything that reads a raw definition is called from here.
#pragma once
#include <memory>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::asl {

struct ParseResult {
  /// Null if no model can be built. It can be run only if `diagnostics` has no errors.
  std::unique_ptr<StateMachine> machine;
  source::Diagnostics diagnostics;  // in the order of the text
};

/// Parses a definition into the typed model and reports every fault: fields that are unknown, missing, of the
/// wrong type, out of range or of the wrong query language; syntax errors of paths, intrinsics and JSONata;
/// transitions to states that do not exist.
ParseResult parse(const source::Document& document);

}  // namespace pawl::asl
