// MapRunSummary: how far a Map Run is, from its journal, in memory that grows with the children that run or
// failed and not with those that succeeded.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "history/map_run_reader.h"
#include "history/summary.h"

namespace pawl::history {

/// As the executionCounts of DescribeMapRun. pending is 0 where the number of all children is not known:
/// while items are being read.
struct ChildCounts {
  uint64_t pending = 0;
  uint64_t running = 0;
  uint64_t succeeded = 0;
  uint64_t failed = 0;
  uint64_t timed_out = 0;
  uint64_t aborted = 0;
  uint64_t total = 0;

  [[nodiscard]] uint64_t unsuccessful() const { return failed + timed_out + aborted; }
  [[nodiscard]] uint64_t ended() const { return succeeded + unsuccessful(); }
};

/// A child that did not succeed.
struct UnsuccessfulChild {
  RunStatus status = RunStatus::Failed;
  Millis at = 0;
  std::string error;  // may be empty
  std::string cause;  // may be empty
};

struct MapRunSummary {
  MapRunHead head;
  RunStatus status = RunStatus::Running;
  Millis last_event = 0;
  uint64_t redrives = 0;
  ChildCounts counts;
  std::map<uint64_t, UnsuccessfulChild> unsuccessful;  // by the child's number
  std::string error;                                   // of a Map Run that failed
  std::string cause;

  /// Children that ended in a second, on average.
  [[nodiscard]] double rate() const;
};

/// Sums up what is left of a journal.
Result<MapRunSummary> summarize(MapRunReader& reader);

/// Sums up the last run of one child, which has no state where the journal has only its end; nullopt: it
/// never started, or has not ended and keeps its end only.
Result<std::optional<RunSummary>> summarize_child(MapRunReader& reader, uint64_t child);

}  // namespace pawl::history
