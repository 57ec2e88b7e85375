// Execution: one run of a state machine, as a function of the definition, the input and the outcomes so far.
// No I/O, no clock, no threads: a driver carries out its commands and brings the outcomes back; replay and
// resume feed it from a file.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "engine/command.h"
#include "engine/data_flow_observer.h"
#include "history/event.h"
#include "value/value.h"

namespace pawl::engine {

/// Who this execution is: what the context object and ExecutionStarted show (spec: "The Context Object").
struct ExecutionInfo {
  std::string name;        // unique among the runs
  std::string token_name;  // what task tokens begin with; empty: the name
  std::string id;          // its ARN
  std::string state_machine_name;
  std::string state_machine_id;  // its ARN
  std::string role_arn;
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Millis start_time = 0;
  uint64_t redrives = 0;    // $$.Execution.RedriveCount
  Millis redrive_time = 0;  // of the last redrive, $$.Execution.RedriveTime
  Value context;            // members laid over the context object (--context); null: none
  Value pawl;               // the first event's `pawl` member; null: none
};

/// AWS's limits (guide: "Quotas"); 0 lifts one.
struct Limits {
  uint64_t payload_bytes = 262'144;  // beyond: States.DataLimitExceeded
  uint64_t events = 0;               // the event with this number is ExecutionFailed; AWS: 25,000
};

/// Knows better what a state has come to than evaluating it can tell, since a record of it exists.
class RecordedValues {
 public:
  virtual ~RecordedValues() = default;
  /// Replaces what came of random numbers before it is recorded: a record made elsewhere does not tell their
  /// seed. `output` of the state, or what its task is given; `assigned`: the variables, null where none are
  /// set.
  virtual void replace_random(const asl::State& state, Value& output, Value& assigned) = 0;
  /// The same of a Distributed Map whose children have ended: their result is in no history, but what the
  /// state made of it. False: there is no record.
  virtual bool recall_map_run(const asl::State& state, Value& output, Value& assigned) = 0;
};

enum class Status : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted };

/// How a run that ended without success goes on (AWS guide: "Restarting state machine executions with
/// redrive").
struct Redrive {
  history::EventId event = 0;  // id of ExecutionRedriven; the events before it stay as they are
  uint64_t count = 1;          // of redrives, this one included
  CommandId failed_task;       // the task whose recorded outcome made the run fail; no command: none did
  history::EventId failed_outcome = 0;  // that outcome's event: the task's branch goes on behind it
  history::EventId last_kept = 0;       // the event before the first one that is undone
  std::optional<Value>
      input;   // what the state that the top branch is about to enter gets instead of its input
  Value pawl;  // the event's `pawl` member; null: none
};

/// More: the budget is used up, call again. Idle: everything waits for outcomes. Finished: see status().
enum class Progress : uint8_t { More, Idle, Finished };

/// Replay: whether entering a state and what follows from it at once are one step, as in our own histories.
/// In AWS's, events of other branches may stand between.
enum class EntryStep : uint8_t { Combined, Separate };

class Execution {
 public:
  /// `machine` outlives the execution; `sink` may be null: then no event is recorded.
  Execution(const asl::StateMachine& machine, ExecutionInfo info, Limits limits, uint64_t seed,
            history::EventSink* sink);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Records ExecutionStarted and makes the first state ready.
  void start(Value input, Millis now);
  /// Runs ready branches until all of them wait, or `budget` transitions are done, or the next event would
  /// have the id `until` (0: no such bound). `now` holds for the whole slice. Where the slice is cut never
  /// shows in the history.
  Progress advance(Millis now, uint32_t budget = 4096, EventId until = 0);
  /// Hands an outcome to the branch that waits for it. False: nobody does any more (late), nothing happened.
  bool resume(CommandId id, Outcome outcome, Millis now);
  /// Ends the run from outside: ExecutionAborted (StopExecution, Ctrl-C), or ExecutionTimedOut for the
  /// machine's TimeoutSeconds.
  void abort(StateError error, Millis now);
  void time_out(Millis now);

  /// Replay: one step of the ready branch whose next event follows the event `previous`; where several do
  /// (the branches of a Parallel), of the one in the state named `state`. False: there is no such branch,
  /// nothing happened.
  bool advance_after(EventId previous, std::string_view state, Millis now, EntryStep entry);
  /// Null: nobody revises, as in every execution at first.
  void set_recorded_values(RecordedValues* values);
  /// Null: nobody looks, as in every execution at first.
  void set_observer(DataFlowObserver* observer);
  void set_limits(const Limits& limits);
  /// An execution that was rebuilt up to what made it fail goes on: what was entered and not exited runs
  /// again, with retries counted anew; a Wait keeps its end, and a result that is recorded is used, but for
  /// that of a task whose own state could not make anything of it. Commands asked for before are void, but
  /// for the timers of Wait states.
  void redrive(Redrive redrive, Millis now);

  /// The commands asked for since the last call, in order.
  [[nodiscard]] std::vector<Command> take_commands();
  /// Whether there are any (a cheap look).
  [[nodiscard]] bool has_commands() const;

  [[nodiscard]] Status status() const;
  /// Of a run that succeeded.
  [[nodiscard]] const Value& output() const;
  /// Of a run that failed, timed out or was aborted.
  [[nodiscard]] const StateError& error() const;
  /// The state that failed first and made the run fail, or null pointer.
  [[nodiscard]] const asl::State* failed_state() const;
  /// What could not be evaluated in that state; empty: it cannot be told, or the failure is another.
  [[nodiscard]] source::Span failed_span() const;
  [[nodiscard]] const ExecutionInfo& info() const;
  /// The id that the next event will have.
  [[nodiscard]] EventId next_event() const;
  /// State transitions so far, as AWS bills them.
  [[nodiscard]] uint64_t transitions() const;

  /// Whether the command's outcome is still waited for.
  [[nodiscard]] bool awaits(CommandId id) const;
  /// The command that waits behind the event `last`, i.e. to which a recorded outcome with this
  /// previousEventId belongs.
  [[nodiscard]] CommandId waiting_after(EventId last) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pawl::engine
