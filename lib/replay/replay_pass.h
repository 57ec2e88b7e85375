// ReplayPass: one pass over a recorded history. When it finds out something that an earlier event depends on,
// it notes that and asks for another pass.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "history/reader.h"
#include "history/redrives.h"
#include "replay/replayer.h"
#include "replay/skipped_events.h"

namespace pawl::replay {

/// The events of what is replayed.
Result<history::EventTexts> open_texts(const std::string& path, const ReplaySettings& options);
/// Its redrives, as history::read_redrives() has them.
Result<history::Redrives> redrives_of(const std::string& path, const ReplaySettings& options,
                                      history::EventId before = 0);

/// What one pass finds out for the next.
struct Knowledge {
  history::Redrives redrives;  // their undone events are compared, then undone
  history::Redrives skipped;   // their undone events are skipped
  Unknowns unknowns;
  history::EventId stop_at = 0;  // stop before this event; 0: at the end of the history
  std::string unwritten;         // of the whole record
  uint64_t surplus = 0;          // events in `unwritten`
  engine::Status status = engine::Status::Running;
  bool is_whole = false;
  history::EventId followed = 0;  // the last event the follower received
};

/// The state of a pass before an event that a redrive undid.
struct Checkpoint {
  engine::Redrive redrive;
  std::unique_ptr<engine::Execution> execution;
  std::vector<PendingCommand> pending;
  history::EventId step_first_before_end = 0;
  uint64_t events = 0;
  uint64_t adopted = 0;
  uint64_t recalled = 0;
};

class ReplayPass final : private history::EventSink,
                         private engine::RecordedValues,
                         private engine::DataFlowObserver {
 public:
  ReplayPass(const asl::StateMachine& machine, std::string path, const ReplaySettings& options,
             Knowledge& known);
  Result<Replayed> run();
  [[nodiscard]] bool wants_another() const { return wants_another_; }

 private:
  void append(const history::HistoryEvent& event) override;
  void replace_random(const asl::State& state, Value& output, Value& assigned) override;
  std::optional<engine::Step> recall_map_result(const asl::State& state, history::EventId succeeded) override;
  void evaluated(const engine::Frame& frame, std::string_view field, const Value& value) override;
  void failed(const engine::Frame& frame, const engine::Failure& failure) override;
  /// Reads the next event that is replayed; false: the end of the history.
  Result<bool> load();
  /// Reads the next event of any type; false: the end of the history.
  Result<bool> read_head();
  Result<void> skip();
  Result<bool> have() { return is_loaded_ ? Result<bool>(true) : load(); }
  Result<history::RecordedEvent> parsed();
  [[nodiscard]] engine::ExecutionInfo identity_of(const history::RecordedEvent& started) const;
  Result<void> begin();
  Result<void> step();
  Result<void> redriven();
  Result<bool> is_undone_later(history::EventId event);
  /// A redrive that undoes the event that was read and all after it.
  [[nodiscard]] engine::Redrive redrive_here();
  /// Whether the event that was read is the failure of a map run, of which a redrive starts a new one.
  [[nodiscard]] bool renews_map_run();
  void set_checkpoint();
  void return_to(history::EventId undone, Checkpoint& checkpoint);
  Result<void> skip_redrive(history::EventId redriven);
  Result<void> redrive(engine::Redrive redrive, const history::RecordedEvent& event);
  Result<void> stop_before(history::EventId at);
  /// Into line_, as the history has it.
  void encode(const history::HistoryEvent& event, history::Encoder::Seal seal);
  void compare(const history::HistoryEvent& event);
  /// Reports the event to the follower.
  void follow(const std::vector<FieldResult>& field_results);
  void change_limits(const history::RecordedEvent& event);
  void diverge(const history::HistoryEvent* event, Difference difference);
  void take_commands();
  [[nodiscard]] bool stopped() const { return error_ || out_.divergence || wants_another_; }
  Result<Value> needed(const history::RecordedEvent& event, std::string_view member);
  bool ends_early(const engine::Command& timer);
  bool deliver_task(engine::CommandId id, const history::RecordedEvent& event);
  Result<Replayed> finish();

  const asl::StateMachine& machine_;
  std::string path_;
  const ReplaySettings& options_;
  Knowledge& known_;
  Replayed out_;
  std::optional<history::EventTexts> texts_;
  history::HeadReader heads_;
  history::Encoder encoder_;
  TextBuffer line_;
  std::string_view text_;  // of the event that was read
  std::string room_;       // buffer for that text without its checksum
  history::EventHead head_;
  SkippedEvents skipped_;
  std::map<history::EventId, Checkpoint> checkpoints_;  // by the first event that is undone
  bool is_loaded_ = false;
  bool at_end_ = false;
  bool is_foreign_ = false;  // pawl did not write it
  history::EventId last_id_ = 0;
  const asl::State* last_state_ = nullptr;      // of the last event that names one
  history::EventId step_first_ = 0;             // first event of the current step
  history::EventId step_first_before_end_ = 0;  // first event of the step that ended the execution
  std::vector<PendingCommand> pending_;         // by slot
  std::vector<FieldResult> field_results_;      // since the last event, for the follower
  uint64_t surplus_ = 0;
  bool wants_another_ = false;
  std::optional<Error> error_;  // found while the engine ran
};

}  // namespace pawl::replay
