// Replayer: takes an execution along its recorded way. The recorded outcomes (of tasks, timers, the execution
// as a whole) go to the engine at the events where they are recorded; every event the engine emits is
// compared with the record. Runs no task. At the end of a record that just stops the execution stands where
// it stood, and can go on: `pawl resume`.
#pragma once
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

/// Hands an execution's events to one sink after the other: to the comparison first, then to the live
/// journal.
class SwitchSink final : public history::EventSink {
 public:
  void append(const history::HistoryEvent& event) override {
    if (target_ != nullptr) target_->append(event);
  }
  /// May be null: events are dropped.
  void set(history::EventSink* target) { target_ = target; }

 private:
  history::EventSink* target_ = nullptr;
};

/// A command that was out when the record ended.
struct PendingCommand {
  engine::Command command;
  bool started = false;    // the task's *Started is recorded
  bool submitted = false;  // its TaskSubmitted too
  Value detail;            // what *Started says under `pawl`
};

struct ReplaySettings {
  history::EventId until = 0;  // compare no event beyond this one; 0: all
  /// To go on after the end of the record: an execution that failed, was aborted or timed out stands before
  /// what ended it. See Replayed::redrive.
  bool for_resume = false;
  /// With for_resume: stand before this event instead, and compare nothing behind it.
  history::EventId from = 0;
  std::optional<Value> input;  // for that state
  Follower follower;           // may be empty; hears of the events up to a divergence
};

struct Replayed {
  uint64_t events = 0;  // compared
  history::FileFaults faults;
  std::optional<Divergence> divergence;
  uint64_t adopted = 0;   // how often a state's random numbers were taken from the record
  uint64_t recalled = 0;  // how often what a Distributed Map made of its children's results was
  engine::Status status = engine::Status::Running;  // of the record
  bool is_whole = false;                            // the record has an end

  // ---- to go on
  std::unique_ptr<SwitchSink> sink;
  std::unique_ptr<engine::Execution>
      execution;                        // refers to the sink, and to the machine; null if the record is empty
  std::vector<PendingCommand> pending;  // what it waits for
  /// Lines of events that followed from the record, but are missing in it: a step was cut off
  std::string unwritten;
  uint64_t whole_bytes = 0;       // of the file up to the last whole event
  bool ends_with_newline = true;  // whether these do
  Millis last_timestamp = 0;
  uint64_t recorded = 0;  // events in the file, and in `unwritten`
  uint64_t redrives = 0;
  history::EventId undone_from = 0;  // the first event that a redrive undoes; 0: it stands at the end
  /// To be handed to the execution first; its `pawl` says what replay needs to know
  std::optional<engine::Redrive> redrive;
  uint64_t seed = 0;
};

/// Replays the history at `path`, which may be read several times. Errors: it cannot be read, or is no
/// history. `machine` outlives the result.
Result<Replayed> replay(const asl::StateMachine& machine, const std::string& path,
                        const ReplaySettings& options = {});

/// What the first event says under `pawl` about the run, and the members `resumed` of later ones where
/// somebody went on with it in another way: null or empty members where they say nothing.
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
