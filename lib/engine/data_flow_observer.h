// DataFlowObserver: receives the value of each field of a state, in the order of evaluation (AWS's TestState
// calls this inspection data), and the way through the states.
#pragma once
#include <string_view>

#include "asl/state.h"
#include "engine/failure.h"
#include "value/value.h"

namespace pawl::engine {

class Frame;

class DataFlowObserver {
 public:
  virtual ~DataFlowObserver() = default;
  /// A field of the frame's state gave `value`. `field` is its place in the state as written: "Parameters",
  /// "Choices[1]" (true or false), "Catch[0].ResultPath" (the input with the error in it). Fields that are
  /// absent and leave the data unchanged are not reported. "Catch[0]" itself is the error that was caught,
  /// "Retry[0]" the delay before the retry, in seconds, "Result" also that of a Parallel or Map.
  virtual void evaluated(const Frame& frame, std::string_view field, const Value& value) = 0;
  /// The state failed by itself, not by a task: see Failure::field and Failure::span.
  virtual void failed(const Frame& frame, const Failure& failure) = 0;
  /// A state was entered; retries do not enter it again.
  virtual void entered(const asl::State& /*state*/) {}
  /// The state ended, by its own way or by a Catcher's. `next`: null where its block ends too.
  virtual void left(const asl::State& /*state*/, const asl::State* /*next*/) {}
};

}  // namespace pawl::engine
