// HistoryEvent: one line of an execution's history, with AWS's names and nesting (API reference:
// HistoryEvent). Flat; it refers to the engine's memory and lives for one call of EventSink::append. It is
// never built as a JSON tree.
#pragma once
#include <cstdint>
#include <string_view>

#include "asl/state.h"
#include "asl/state_error.h"
#include "base/timestamp.h"
#include "value/value.h"

namespace pawl::history {

using EventId = uint64_t;  // 1..n without gaps; 0: none

/// The version of the format (man pawl-history), as the first event states it.
inline constexpr int64_t kFormat = 1;

/// Spelled as AWS spells them. The families *StateEntered and *StateExited follow the order of
/// asl::StateType.
enum class EventType : uint8_t {
  ActivityFailed,
  ActivityScheduled,
  ActivityScheduleFailed,
  ActivityStarted,
  ActivitySucceeded,
  ActivityTimedOut,
  ChoiceStateEntered,
  ChoiceStateExited,
  EvaluationFailed,
  ExecutionAborted,
  ExecutionFailed,
  ExecutionRedriven,
  ExecutionStarted,
  ExecutionSucceeded,
  ExecutionTimedOut,
  FailStateEntered,
  LambdaFunctionFailed,
  LambdaFunctionScheduled,
  LambdaFunctionScheduleFailed,
  LambdaFunctionStarted,
  LambdaFunctionStartFailed,
  LambdaFunctionSucceeded,
  LambdaFunctionTimedOut,
  MapIterationAborted,
  MapIterationFailed,
  MapIterationStarted,
  MapIterationSucceeded,
  MapRunAborted,
  MapRunFailed,
  MapRunRedriven,
  MapRunStarted,
  MapRunSucceeded,
  MapStateAborted,
  MapStateEntered,
  MapStateExited,
  MapStateFailed,
  MapStateStarted,
  MapStateSucceeded,
  ParallelStateAborted,
  ParallelStateEntered,
  ParallelStateExited,
  ParallelStateFailed,
  ParallelStateStarted,
  ParallelStateSucceeded,
  PassStateEntered,
  PassStateExited,
  SucceedStateEntered,
  SucceedStateExited,
  TaskFailed,
  TaskScheduled,
  TaskStartFailed,
  TaskStarted,
  TaskStateAborted,
  TaskStateEntered,
  TaskStateExited,
  TaskSubmitFailed,
  TaskSubmitted,
  TaskSucceeded,
  TaskTimedOut,
  WaitStateAborted,
  WaitStateEntered,
  WaitStateExited,
  Unknown,  // read from a history, newer than this version; never written
};
inline constexpr size_t kEventTypes = static_cast<size_t>(EventType::Unknown) + 1;

std::string_view name_of(EventType type);

/// Which members count depends on the type; the others keep their defaults.
struct HistoryEvent {
  EventType type = EventType::ExecutionStarted;
  EventId id = 0;
  EventId previous = 0;
  Millis timestamp = 0;
  const asl::State* state = nullptr;  // every event but Execution*
  const Value* data = nullptr;        // input, output or parameters
  const Value* assigned = nullptr;    // *StateExited: the variables assigned, an object; null pointer: none
  const asl::StateError* error = nullptr;  // *Failed, *TimedOut, ExecutionAborted, EvaluationFailed
  uint64_t number = 0;                     // MapStateStarted: length; MapIteration*: index
  int64_t timeout_seconds = 0;             // *Scheduled: 0 is left out
  int64_t heartbeat_seconds = 0;           // *Scheduled: 0 is left out
  std::string_view text;  // EvaluationFailed: location; *Scheduled: role of the credentials; MapRun*: its
                          // ARN; ExecutionStarted: role; ActivityStarted: the worker
  const Value* pawl = nullptr;  // the extra member `pawl`, an object; null pointer: none
};

/// Receives the events of an execution, in order.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void append(const HistoryEvent& event) = 0;
};

}  // namespace pawl::history
