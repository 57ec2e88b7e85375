// The data flow of one state in a run, visit by visit and stage by stage.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runs/notices.h"
#include "runs/recorded.h"

namespace pawl::runs {

struct TraceStage {
  history::EventId event = 0;  // that records it, or that it led to
  uint64_t attempt = 0;        // 0: before the first
  std::string stage;           // "input", "Parameters", "received", "command", …
  std::string value;
  bool is_json = true;  // else words
};

struct TraceVisit {
  history::EventId entered = 0;
  uint64_t number = 0;               // from 1
  std::vector<uint64_t> iterations;  // of the Maps that it runs in, from the outermost on
  Millis at = 0;
  bool exited = false;
  std::vector<TraceStage> stages;
};

struct TraceEnd {
  std::vector<std::string> states;  // the names of all that were entered
  history::FileFaults faults;
};

/// Hands every visit of a state to `take` when it is over, or at the end of the record: its input, the value
/// of each field, the command with what it received and answered, the output, the variables assigned. The
/// values of fields come from a replay of the run. Without a definition (null), and from the event on where
/// the replay diverges, there is only what the history holds, and a warning says so. Errors: the history
/// cannot be read, and those of `take`.
Result<TraceEnd> trace(const Recorded& recorded, const workflow::Definition* definition,
                       const std::string& state, const std::function<Result<void>(const TraceVisit&)>& take,
                       Notices& notices);

}  // namespace pawl::runs
