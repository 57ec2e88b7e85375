// RunSummary: the figures of a run, state by state. Made in one pass over the events, in memory that grows
// with the states and with what runs at a time, never with the events; needs no definition, so AWS's
// histories are summed up too.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "asl/state.h"
#include "base/result.h"
#include "history/event_family.h"
#include "history/reader.h"
#include "history/run_status.h"
#include "history/timeline.h"

namespace pawl::history {

/// How a visit of a state ended. Caught: a catcher took its error. Aborted: something else ended the run or
/// its branch.
enum class StateOutcome : uint8_t { Running, Succeeded, Caught, Failed, Aborted };
/// "succeeded", "caught", …
std::string_view name_of(StateOutcome outcome);

struct RecordedError {
  EventId event = 0;
  Millis at = 0;
  std::string error;                      // may be empty
  std::string cause;                      // may be empty
  std::vector<uint64_t> iterations = {};  // that it happened in, from the outermost Map on
};

/// Iterations of a Map over all its visits and attempts. total: the items.
struct IterationCounts {
  uint64_t total = 0;
  uint64_t started = 0;
  uint64_t succeeded = 0;
  uint64_t failed = 0;
  uint64_t aborted = 0;
};

/// All visits of one state.
struct StateSummary {
  std::string name;
  asl::StateType type = asl::StateType::Pass;
  uint64_t entered = 0;
  /// By how the visits ended; they add up to `entered`.
  uint64_t running = 0;
  uint64_t succeeded = 0;
  uint64_t caught = 0;
  uint64_t failed = 0;
  uint64_t aborted = 0;
  /// Of the visit that ended or was entered last.
  StateOutcome last_outcome = StateOutcome::Running;
  /// How often its task was scheduled, its branches or iterations started; 0 for other states
  uint64_t attempts = 0;
  uint64_t retries = 0;  // attempts that followed a failure in the same visit
  Millis first_entered = 0;
  Millis last_event = 0;
  Millis total_time = 0;  // of the visits that ended; they may overlap
  Millis shortest = 0;
  Millis longest = 0;
  uint64_t errors = 0;  // failed attempts, and failures of the state itself
  std::optional<RecordedError> first_error;
  std::optional<RecordedError> last_error;
  IterationCounts iterations;

  [[nodiscard]] uint64_t exited() const { return succeeded + caught; }
  [[nodiscard]] uint64_t ended() const { return entered - running; }
};

/// How often a transition from one state to another of its block was taken, or from the start of a block to
/// its first state. Visits that were exited without a transition ended their block.
struct TransitionSummary {
  static constexpr uint32_t kStart = Timeline::kNone;
  uint32_t from = kStart;  // index in RunSummary::states
  uint32_t to = 0;         // the same
  bool by_catch = false;   // a catcher led there
  uint64_t count = 0;
};

struct RunSummary {
  RunStatus status = RunStatus::Running;
  Millis started = 0;
  Millis last_event = 0;  // of a run that has ended: its end
  uint64_t events = 0;
  uint64_t redrives = 0;
  uint64_t transitions = 0;  // as Standard workflows are billed: states entered, retries and redrives
  Value input;               // text as recorded, a string; null if it is left out
  Value output;              // the same; of a run that succeeded
  std::optional<RecordedError> error;  // of one that did not
  Value pawl;                          // the first event's extra member; null in AWS's histories
  std::vector<std::string> children;   // the runs of the executions that its tasks started, in order
  std::vector<StateSummary> states;    // in the order they were first entered
  std::vector<TransitionSummary> transitions_taken;  // in the order they were first taken

  [[nodiscard]] const StateSummary* find(std::string_view state) const;
  /// The run's time so far, or from start to end.
  [[nodiscard]] Millis duration() const { return last_event - started; }
};

class Summarizer {
 public:
  void add(const RecordedEvent& event);
  /// As of the last event added.
  [[nodiscard]] const RunSummary& summary() const { return run_; }
  [[nodiscard]] RunSummary take() { return std::move(run_); }

 private:
  /// What the timeline does not keep of a visit, by its slot.
  struct Stay {
    Millis entered = 0;
    StateOutcome outcome = StateOutcome::Running;
    Millis counted = 0;  // what its end added to the state's total_time
  };

  void child(const RecordedEvent& event);
  void entered(const RecordedEvent& event, const Timeline::Moment& moment);
  void attempt(uint32_t visit);
  void fork(const RecordedEvent& event, EventPhase phase, const Timeline::Moment& moment);
  void iteration(EventPhase phase, uint32_t state);
  void execution(const RecordedEvent& event, EventPhase phase, uint32_t cause);

  [[nodiscard]] StateSummary& state_of(uint32_t visit) { return run_.states[timeline_.visit(visit).state]; }
  void end(uint32_t visit, StateOutcome outcome);
  void set_outcome(uint32_t visit, StateOutcome outcome);
  void reopen(uint32_t visit);
  /// `visit`: the one that failed; kNone: it is not known.
  void note_error(uint32_t state, uint32_t visit, const RecordedEvent& event);
  void count_transition(uint32_t from, uint32_t to, bool by_catch);

  RunSummary run_;
  Timeline timeline_;
  std::vector<Stay> stays_;
  std::unordered_map<uint64_t, uint32_t> by_transition_;
};

/// Sums up a whole history.
Result<RunSummary> summarize(Reader& reader);

}  // namespace pawl::history
