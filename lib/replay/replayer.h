// Replay: runs an execution again from its recorded history. Recorded outcomes (of tasks, timers, the whole
// execution) go to the engine at the events that hold them; every event of the engine is compared with the
// recorded one. No task runs. After a history without an end the execution is ready to be resumed.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/execution.h"
#include "history/encoder.h"
#include "history/event_head.h"
#include "history/event_text.h"
#include "replay/divergence.h"
#include "replay/field_result.h"

namespace pawl::replay {

/// A child of a Map Run: its events stand in the Map Run's journal, which holds neither its name nor its
/// settings.
struct ChildHistory {
  uint64_t child = 0;
  std::string lines;  // its own ones of the journal
  /// Makes its execution, not started.
  std::function<std::unique_ptr<engine::Execution>()> make;
};

/// A command without an outcome at the end of the history.
struct PendingCommand {
  engine::Command command;
  bool started = false;    // the task's *Started is recorded
  bool submitted = false;  // its TaskSubmitted too
  Value detail;            // the `pawl` member of *Started
};

struct ReplaySettings {
  history::EventId until = 0;  // last event to compare; 0: all
  /// Prepare the execution to be resumed: one that failed, was aborted or timed out stops before the event
  /// that ended it. See Replayed::redrive.
  bool for_resume = false;
  /// With for_resume: stop before this event instead, and compare nothing after it.
  history::EventId from = 0;
  std::optional<Value> input;  // for the state that is entered there
  /// With for_resume: an execution that has ended stays so.
  bool keeps_end = false;
  /// The events are those of this child, and the path only names them; null: they are in the file.
  const ChildHistory* child = nullptr;
  Follower follower;  // may be empty; receives the events up to a divergence
};

struct Replayed {
  uint64_t events = 0;  // compared
  history::FileFaults faults;
  std::optional<Divergence> divergence;
  uint64_t adopted = 0;   // how often a state's random numbers were taken from the record
  uint64_t recalled = 0;  // how often the output of a Distributed Map was
  engine::Status status = engine::Status::Running;  // at the end of the history
  bool is_whole = false;                            // the history ends with the execution's end

  // ---- for resume
  std::unique_ptr<engine::Execution> execution;  // has no sink; null: the history is empty
  std::vector<PendingCommand> pending;           // what the execution waits for
  /// Lines of events that the last step makes and the history lacks: its writer was killed.
  std::string unwritten;
  uint64_t whole_bytes = 0;       // of the file up to the last whole event
  bool ends_with_newline = true;  // whether these end with one
  Millis last_timestamp = 0;
  uint64_t recorded = 0;  // events in the file, and in `unwritten`
  uint64_t redrives = 0;
  history::EventId undone_from = 0;  // the first event that a redrive undoes; 0: none
  /// For Execution::redrive(), before anything else; its `pawl` holds what a later replay needs.
  std::optional<engine::Redrive> redrive;
  uint64_t seed = 0;
};

/// Replays the history at `path`, reading it several times if need be. Errors: it cannot be read, or is not a
/// history. `machine` outlives the result.
Result<Replayed> replay(const asl::StateMachine& machine, const std::string& path,
                        const ReplaySettings& options = {});

/// A run as the `pawl` member of its first event describes it, changed by the `resumed` members of later
/// events. What is not recorded is null or empty.
struct RecordedRun {
  Value definition;     // as JSON
  std::string file;     // the path it was read from
  std::string sha256;   // of its text
  std::string name;     // of the run
  std::string machine;  // the state machine's name
  Value extras;         // all of it: man pawl-history(5)
  Value input;          // of the execution
};
Result<RecordedRun> read_recorded_run(const std::string& path);

}  // namespace pawl::replay
