// Execution: one run of a state machine, as a function of the definition, the input and the outcomes so far.
// No I/O, no clock, no threads: a driver carries out its commands and brings the outcomes back; replay feeds
// it from a recorded history.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "engine/command.h"
#include "engine/data_flow_observer.h"
#include "engine/step.h"
#include "history/event.h"
#include "history/run_status.h"
#include "value/value.h"

namespace pawl::engine {

/// Identity and settings of an execution, as the context object and ExecutionStarted show them (spec: "The
/// Context Object").
struct ExecutionInfo {
  std::string name;        // unique among the runs
  std::string token_name;  // the run that task tokens name; empty: the name
  std::string token_key;   // secret, makes task tokens unguessable; empty: nothing here waits for an answer
  std::string id;          // its ARN
  std::string state_machine_name;
  std::string state_machine_id;  // its ARN
  std::string role_arn;
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Millis start_time = 0;
  uint64_t redrives = 0;    // $$.Execution.RedriveCount
  Millis redrive_time = 0;  // of the last redrive, $$.Execution.RedriveTime
  Value context;            // members laid over the context object (--context); null: none
  Value variables;          // what its first state finds, an object; null: none
  Value pawl;               // the first event's `pawl` member; null: none
};

/// AWS's limits (guide: "Quotas"); 0 lifts one.
struct Limits {
  uint64_t payload_bytes = 262'144;  // beyond: States.DataLimitExceeded
  uint64_t events = 0;               // the event with this number is ExecutionFailed; AWS: 25,000
};

/// Values that come from a recorded history because evaluating the state again cannot produce them.
class RecordedValues {
 public:
  virtual ~RecordedValues() = default;
  /// Replaces values made with random numbers, before they are recorded: a history made elsewhere does not
  /// hold the seed. `output`: of the state, or its task's parameters. `assigned`: the variables, null if none
  /// are set.
  virtual void replace_random(const asl::State& state, Value& output, Value& assigned) = 0;
  /// What a Distributed Map made of its children's results, a Transition or a failure: the history holds
  /// this, but not the results. `succeeded`: the event that a success is linked to. nullopt: the history does
  /// not hold it either.
  virtual std::optional<Step> recall_map_result(const asl::State& state, history::EventId succeeded) = 0;
};

using Status = history::RunStatus;

/// How to continue an execution that ended without success (AWS guide: "Restarting state machine executions
/// with redrive").
struct Redrive {
  history::EventId event = 0;  // id of ExecutionRedriven; the events before it stay as they are
  uint64_t count = 1;          // of redrives, this one included
  CommandId
      failed_task;  // the task whose recorded outcome made the execution fail; no command: another cause
  history::EventId failed_outcome = 0;  // the event of that outcome: the branch continues after it
  bool renews_map_run = false;  // it was a map run's, of which AWS starts a new one instead of redriving it
  history::EventId last_kept = 0;  // the event before the first undone one
  std::optional<Value>
      input;   // replaces the input of the state that the top branch enters next; nullopt: its own input
  Value pawl;  // the event's `pawl` member; null: none
};

/// Why advance() returned. More: the budget is used up, call again. Idle: all branches wait for outcomes.
/// Finished: see status().
enum class Progress : uint8_t { More, Idle, Finished };

/// For replay. Combined: entering a state and running it is one step, as in pawl's histories. Separate: two
/// steps, since events of other branches may come between them in AWS's histories.
enum class EntryStep : uint8_t { Combined, Separate };

class Execution {
 public:
  /// `machine` outlives the execution; `sink` may be null: then no event is recorded.
  Execution(const asl::StateMachine& machine, ExecutionInfo info, Limits limits, uint64_t seed,
            history::EventSink* sink);
  /// An execution over the processor of a Distributed Map of `machine`: a child of its map run.
  Execution(const asl::StateMachine& machine, const asl::Block& processor, ExecutionInfo info, Limits limits,
            uint64_t seed, history::EventSink* sink);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  /// Another execution that stands where this one does, with the same sink, reviser and observer. Costs what
  /// is alive.
  [[nodiscard]] std::unique_ptr<Execution> copy() const;

  /// Records ExecutionStarted and makes the first state ready.
  void start(Value input, Millis now);
  /// Makes an execution ready for another start() in the memory it has. Commands that were
  /// issued before are void: nothing may be reported about them any more. Those that nobody has taken do not
  /// count as invocations.
  void restart(ExecutionInfo info, uint64_t seed);
  /// Counts Command::invocation together with `other`, which outlives this one.
  void count_invocations_with(Execution& other);
  /// What the child for an item of a map run gets: the item, or what ItemSelector makes of it. Random numbers
  /// depend on the item, not on the order. Demands awaits(map_run).
  Evaluated<Value> item_input(CommandId map_run, const MapItem& item);
  /// Runs ready branches until all of them wait, or `budget` transitions are done, or the next event would
  /// have the id `until` (0: no such bound). `now` is the time of the whole slice. Where a slice ends never
  /// changes the history.
  Progress advance(Millis now, uint32_t budget = 4096, EventId until = 0);
  /// Gives an outcome to the branch that waits for it. False: no branch waits for it any more; nothing
  /// changed.
  bool resume(CommandId id, Outcome outcome, Millis now);
  /// Ends the execution from outside: ExecutionAborted (StopExecution, Ctrl-C), or ExecutionTimedOut for the
  /// machine's TimeoutSeconds.
  void abort(StateError error, Millis now);
  void time_out(Millis now);

  /// For replay: one step of the ready branch whose next event is linked to the event `previous`. Where
  /// several are (the branches of a Parallel), `state` names the branch's state. False: there is no such
  /// branch; nothing changed.
  bool advance_after(EventId previous, std::string_view state, Millis now, EntryStep entry);
  /// Null, the default: values are evaluated, never taken from a history.
  void set_recorded_values(RecordedValues* values);
  /// Null, the default: fields are not reported.
  void set_observer(DataFlowObserver* observer);
  [[nodiscard]] DataFlowObserver* observer() const;
  void set_limits(const Limits& limits);
  /// Where the events go from now on; null: they are not recorded.
  void set_sink(history::EventSink* sink);
  /// Of an execution that was rebuilt to the end of its history: map runs whose success is recorded, but not
  /// what their states made of it, are asked for their results again.
  void recollect_map_runs();
  /// Continues an execution that was rebuilt up to the event that made it fail. States that were entered and
  /// not exited run again, and their retries are counted from zero. A Wait keeps its end. A recorded task
  /// result is used, except where the task's own state failed on it. Earlier commands are void, except the
  /// timers of Wait states.
  void redrive(Redrive redrive, Millis now);

  /// The commands issued since the last call, in order.
  [[nodiscard]] std::vector<Command> take_commands();
  /// Whether there are any; cheap.
  [[nodiscard]] bool has_commands() const;

  [[nodiscard]] Status status() const;
  /// Of an execution that succeeded.
  [[nodiscard]] const Value& output() const;
  /// Of an execution that failed, timed out or was aborted.
  [[nodiscard]] const StateError& error() const;
  /// The state whose failure ended the execution; null pointer: none did.
  [[nodiscard]] const asl::State* failed_state() const;
  /// The expression or path that failed in that state; empty: unknown, or another kind of failure.
  [[nodiscard]] source::Span failed_span() const;
  /// The indices of the Map iterations that it failed in, outermost first; empty: it runs in none.
  [[nodiscard]] const std::vector<uint64_t>& failed_iterations() const;
  [[nodiscard]] const ExecutionInfo& info() const;
  [[nodiscard]] const asl::StateMachine& machine() const;
  [[nodiscard]] const Limits& limits() const;
  [[nodiscard]] uint64_t seed() const;
  /// The id that the next event will have.
  [[nodiscard]] EventId next_event() const;
  /// State transitions so far, as AWS bills them.
  [[nodiscard]] uint64_t transitions() const;

  /// Whether a branch still waits for the command's outcome.
  [[nodiscard]] bool awaits(CommandId id) const;
  /// The indices of the branches and iterations around the wait `id`, from the outermost to its own; those of
  /// a fork begin in this order. Empty: the top branch waits.
  [[nodiscard]] std::vector<uint64_t> lineage(CommandId id) const;
  /// The command of the branch that waits and whose last event is `last`: a recorded outcome with this
  /// previousEventId belongs to it. No command: no branch.
  [[nodiscard]] CommandId waiting_after(EventId last) const;

 private:
  class Impl;
  explicit Execution(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace pawl::engine
