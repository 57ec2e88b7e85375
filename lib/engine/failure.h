// Failure: why a state could not go on, on its way to Retry, Catch, the state around it, or the end of the
// execution.
#pragma once
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "asl/state_error.h"
#include "source/location.h"

namespace pawl::engine {

struct Failure {
  asl::StateError error;
  /// Of States.QueryEvaluationError: the field whose expression failed ("Output/total"); empty: the failure
  /// is not in one.
  std::string location;
  /// What could not be evaluated, in the definition; empty: it cannot be told, or nothing is to blame.
  source::Span span;
  /// For a DataFlowObserver: the field that it is part of; empty: no field is to blame, or nobody looks.
  std::string field;
  /// JSONata failed: EvaluationFailed is recorded.
  bool in_query = false;
  /// False for States.Runtime and States.ReferencePathConflict: no Retry and no Catch sees them, and the
  /// execution ends at once, without events for the states around.
  bool catchable = true;
};

/// Held by pointer, so that a result without failure stays small.
using FailurePtr = std::unique_ptr<Failure>;

template <class T>
using Evaluated = tl::expected<T, FailurePtr>;

inline tl::unexpected<FailurePtr> failed(FailurePtr failure) {
  return tl::unexpected<FailurePtr>(std::move(failure));
}

}  // namespace pawl::engine
