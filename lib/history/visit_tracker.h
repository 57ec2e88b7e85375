// VisitTracker: which stay in which state an event belongs to, while events are read in order. Holds what is
// open, not what is over.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "history/reader.h"

namespace pawl::history {

/// One stay in a state.
struct StateVisit {
  std::string state;
  EventId entered = 0;
  uint64_t number = 0;    // how many visits of the state began before
  uint32_t attempts = 0;  // tasks scheduled in this visit
  /// Of the task scheduled last: how often the state's task was scheduled before, in all its visits
  uint64_t invocation = 0;
};

class VisitTracker {
 public:
  /// The visit that the event is part of; null pointer: of none (events of the execution, of iterations, of
  /// what was aborted elsewhere). With *StateExited the visit is over: the tracker has forgotten it.
  std::shared_ptr<StateVisit> note(const RecordedEvent& event);

 private:
  std::unordered_map<EventId, std::shared_ptr<StateVisit>> behind_;  // the last event of a visit -> the visit
  std::multimap<std::string, std::shared_ptr<StateVisit>> open_;     // by state
  std::unordered_map<std::string, uint64_t> visits_;
  std::unordered_map<std::string, uint64_t> invocations_;
};

}  // namespace pawl::history
