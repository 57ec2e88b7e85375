// Failure: why a state failed. Goes to its Retry, its Catch, the enclosing state, or ends the execution.
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
  /// The expression or path in the definition that failed; empty: unknown, or none.
  source::Span span;
  /// For a DataFlowObserver: the field that failed; empty: none, or there is no observer.
  std::string field;
  /// HeartbeatSeconds ran out: shown as States.Timeout, but Retry and Catch see States.HeartbeatTimeout.
  bool missed_heartbeat = false;
  /// JSONata failed: EvaluationFailed is recorded.
  bool in_query = false;
  /// False for States.Runtime and States.ReferencePathConflict: no Retry and no Catch sees them, and the
  /// execution ends at once, without events for the enclosing states.
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
