// The one reader of definitions: everything that looks at a raw definition is behind this call.
#pragma once
#include <memory>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::asl {

struct ParseResult {
  /// Present unless a fault keeps the model from being built; only usable for running when `diagnostics` has
  /// no errors.
  std::unique_ptr<StateMachine> machine;
  source::Diagnostics diagnostics;  // in the order of the text
};

/// Reads a definition into the typed model and reports every fault it meets: fields unknown, missing, of the
/// wrong type, out of range or of the wrong query language; syntax of paths, intrinsics and JSONata;
/// transitions to states that do not exist.
ParseResult parse(const source::Document& document);

}  // namespace pawl::asl
