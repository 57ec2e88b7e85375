// Finds inputs and mocked answers that make executions of a definition take every transition that can be
// taken.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coverage/points.h"
#include "coverage/recorder.h"
#include "explore/scenario.h"
#include "explore/trial.h"
#include "source/document.h"

namespace pawl::explore {

struct ExploreBounds {
  uint32_t trials = 20'000;
  std::chrono::milliseconds time{5'000};
  TrialBounds trial;
};

/// A scenario whose execution ends, and why it is there.
struct ExploredCase {
  std::string name;  // unique: "succeeds", or a point that no earlier case reaches
  Scenario scenario;
  std::map<uint32_t, uint32_t> runs;  // of tasks, by State::index
  bool reads_items = false;           // an ItemReader's items are part of it
  engine::Status status = engine::Status::Succeeded;
};

/// A point that no case reaches.
struct Unreached {
  size_t point = 0;    // in CoveragePoints::all()
  std::string reason;  // "an earlier Catcher takes every error that this one names"
};

struct Exploration {
  std::vector<ExploredCase> cases;
  coverage::CoverageCounts counts;   // of all cases
  std::vector<Unreached> unreached;  // transitions and entries of Retry
  uint32_t trials = 0;
  bool was_cut_short = false;  // a bound ended the search
};

/// `machine` was parsed of `document`, has no errors and no open placeholders. The same definition gives the
/// same cases, unless time runs out.
Exploration explore(const asl::StateMachine& machine, const source::Document& document,
                    const coverage::CoveragePoints& points, const ExploreBounds& bounds = {});

}  // namespace pawl::explore
