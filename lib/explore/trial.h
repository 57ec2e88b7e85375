// Trial: one execution of a scenario, without tasks or waiting, and what was seen of it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coverage/recorder.h"
#include "engine/execution.h"
#include "explore/scenario.h"

namespace pawl::explore {

/// One stay of the execution, or of a child of a Map Run, in a state.
struct StateVisit {
  const asl::State* state = nullptr;
  bool has_left = false;
  coverage::CoveragePoint::Kind way = coverage::CoveragePoint::Kind::Next;  // by which it was left
  uint32_t way_index = 0;
  uint32_t first_invocation = 0;  // of a Task: how often it ran before
  uint32_t invocation = 0;        // of a Task: the same at its last run
  bool has_run = false;           // a Task answered
};

/// Why a state failed by itself.
struct TrialFailure {
  size_t visit = 0;   // in Trial::visits
  std::string field;  // as DataFlowObserver names it; empty: unknown
  source::Span span;  // of the expression or path; empty: unknown
  asl::StateError error;
};

struct Trial {
  engine::Status status = engine::Status::Running;  // Aborted: it did not end by itself
  Value output;
  asl::StateError error;
  std::vector<StateVisit> visits;  // in the order they were entered
  std::vector<TrialFailure> failures;
  std::map<uint32_t, uint32_t> runs;  // how often tasks were called, by State::index
  coverage::CoverageCounts counts;

  [[nodiscard]] bool has_ended() const { return status != engine::Status::Aborted; }
};

struct TrialBounds {
  uint32_t transitions = 1000;  // of the execution and the children of its Map Runs
};

/// Time is virtual: timers fire at once.
Trial run_trial(const asl::StateMachine& machine, const coverage::CoveragePoints& points,
                const Scenario& scenario, const TrialBounds& bounds);

}  // namespace pawl::explore
