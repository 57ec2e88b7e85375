// EventFamily: what an event type means: its subject, what happened to it, and the kind of state. Used
// instead of tests of type names.
#pragma once
#include <array>
#include <optional>

#include "history/event.h"

namespace pawl::history {

/// The subject of an event. State: a visit of a state, and what a Parallel or Map does with its branches.
/// Attempt: one call of a task. Iteration: of a Map inside of the execution. MapRun: the children of a
/// Distributed Map. Evaluation: an expression of a state. None: a type that this version does not know.
enum class EventSubject : uint8_t { None, Execution, State, Attempt, Iteration, MapRun, Evaluation };

enum class EventPhase : uint8_t {
  None,
  Entered,
  Scheduled,
  Started,
  Submitted,
  Succeeded,
  Failed,
  TimedOut,
  Aborted,
  Redriven,
  Exited
};

struct EventFamily {
  EventSubject subject = EventSubject::None;
  EventPhase phase = EventPhase::None;
  /// The kind of state it happens in; nullopt: any, or none
  std::optional<asl::StateType> state;

  constexpr bool operator==(const EventFamily&) const = default;
};

/// By EventType.
extern const std::array<EventFamily, kEventTypes> kEventFamilies;

inline const EventFamily& family_of(EventType type) { return kEventFamilies[static_cast<size_t>(type)]; }

/// *StateEntered.
inline bool is_entered(EventType type) { return family_of(type).phase == EventPhase::Entered; }
/// *StateExited.
inline bool is_exited(EventType type) { return family_of(type).phase == EventPhase::Exited; }
/// TaskScheduled, LambdaFunctionScheduled, ActivityScheduled.
inline bool is_scheduled(EventType type) { return family_of(type).phase == EventPhase::Scheduled; }
/// *Failed, *TimedOut, *Aborted, of any subject.
inline bool is_failure(EventType type) {
  const EventPhase phase = family_of(type).phase;
  return phase == EventPhase::Failed || phase == EventPhase::TimedOut || phase == EventPhase::Aborted;
}
/// ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut, ExecutionAborted.
inline bool ends_execution(EventType type) {
  return family_of(type).subject == EventSubject::Execution &&
         (is_failure(type) || family_of(type).phase == EventPhase::Succeeded);
}

}  // namespace pawl::history
