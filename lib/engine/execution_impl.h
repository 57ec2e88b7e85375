// The implementation of Execution, in six files: execution.cpp (the loop, outcomes), rebuild.cpp (what replay
// and redrive need), record.cpp (events), forks.cpp (Parallel, Map), map_run.cpp (Distributed Map),
// failures.cpp (Retry, Catch, failing the state around).
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/branches.h"
#include "engine/context_object.h"
#include "engine/execution.h"
#include "engine/frame.h"
#include "engine/step.h"

namespace pawl::engine {

class Execution::Impl final : private ContextMaker {
 public:
  Impl(const asl::StateMachine& machine, const asl::Block& block, ExecutionInfo info, Limits limits,
       uint64_t seed, history::EventSink* sink);

  /// As Execution's.
  void start(Value input, Millis now);
  void restart(ExecutionInfo&& info, uint64_t seed);
  Progress advance(Millis now, uint32_t budget, EventId until);
  bool resume(CommandId id, Outcome outcome, Millis now);
  bool advance_after(EventId previous, std::string_view state_name, Millis now, EntryStep entry);
  void recollect_map_runs();
  void redrive(Redrive redrive, Millis now);
  /// Ends the execution from outside, with an event of this type.
  void stop(Status status, history::EventType type, StateError error, Millis now);

 private:
  friend class Execution;

  // ---- execution.cpp
  /// One transition of a ready branch.
  void run(uint32_t slot);
  void enter(uint32_t slot);
  void apply(uint32_t slot, Step&& step);
  void leave(uint32_t slot, Transition&& transition);
  void start_task(uint32_t slot, TaskCall call);
  /// The end of a state that waited for a result.
  void complete(uint32_t slot);
  bool task_outcome(uint32_t slot, Outcome outcome);
  void task_failed(uint32_t slot, history::EventType type, StateError error, const Value& detail = {});
  Frame frame(uint32_t slot, const MapItem* item = nullptr);
  const ExecutionContext& execution_context();
  Value context_of(const Frame& frame) override;
  void finish(Status status, Value output, StateError error);

  // ---- record.cpp
  /// Gives the event its id and time and passes it to the sink. Returns the id; 0: the execution is over.
  EventId record(history::HistoryEvent&& event);
  /// Records an event of a branch and makes it the branch's last.
  EventId record_in(Branch& branch, history::HistoryEvent&& event);
  void fail_at_event_limit(const asl::State* state);
  [[nodiscard]] bool running() const { return status_ == Status::Running; }
  [[nodiscard]] std::vector<uint32_t>& invocations() {
    return counted_invocations_ != nullptr ? *counted_invocations_ : invocations_;
  }

  // ---- forks.cpp
  void fork(uint32_t slot, Fork step);
  /// Starts the branches that there is room for; joins the fork when all are done.
  void continue_fork(uint32_t fork);
  /// False: the fork has failed, or the execution is over.
  bool start_child(uint32_t fork);
  void child_ended(uint32_t slot, Value output);
  void join(uint32_t fork);
  /// Aborts the branches of a fork and all that is below them. `because`: the event that made the fork fail.
  void abort_children(uint32_t fork, EventId because);
  /// Takes back the command that a branch waits for.
  void cancel(uint32_t slot);

  // ---- map_run.cpp
  void start_map_run(uint32_t slot, MapRunCall run);
  void redrive_map_run(uint32_t slot);
  void await_map_run(uint32_t slot);
  void map_run_ended(uint32_t slot, Outcome outcome);
  Evaluated<Value> item_input(uint32_t slot, const MapItem& item);

  // ---- failures.cpp
  /// What fails: a state; its task, which shows TaskStateAborted; a branch or iteration of it; an iteration
  /// that is in no state yet.
  enum class Origin : uint8_t { State, Task, Children, Iteration };
  /// Whether a retrier takes the error; then the branch waits for its delay.
  bool retried(uint32_t slot, const StateError& error);
  /// Records EvaluationFailed and makes it the branch's last event.
  EventId evaluation_failed(Branch& branch, Failure& failure);
  void fail(uint32_t slot, FailurePtr failure, EventId because, Origin origin);

  /// A map run until its state has made something of its result.
  struct RunningMap final : ContextMaker {
    Value context_of(const Frame& frame) override { return contexts.of(*frame.parts().item); }
    std::shared_ptr<const MapRunPlan> plan;
    Value input;             // what ItemSelector reads
    ItemContext contexts;    // made for the first item
    bool has_ended = false;  // its success is recorded
  };

  const asl::StateMachine& machine_;
  const asl::Block& block_;  // the machine's, or that of a Map's processor
  ExecutionInfo info_;
  Limits limits_;
  uint64_t seed_;
  history::EventSink* sink_;
  RecordedValues* recorded_values_ = nullptr;
  DataFlowObserver* observer_ = nullptr;
  Value input_;               // of the execution
  ExecutionContext context_;  // made when it is first asked for
  Status status_ = Status::Running;
  Value output_;
  StateError error_;
  const asl::State* failed_state_ = nullptr;
  source::Span failed_span_;
  std::vector<uint64_t> failed_iterations_;
  Millis now_ = 0;
  EventId next_event_ = 1;
  uint64_t transitions_ = 0;
  uint32_t budget_ = 0;
  Branches branches_;
  std::vector<Command> commands_;
  std::unordered_map<uint32_t, RunningMap> map_runs_;     // by slot
  std::vector<uint32_t> invocations_;                     // of each state's task, by State::index
  std::vector<uint32_t>* counted_invocations_ = nullptr;  // another execution's; null: its own
};

}  // namespace pawl::engine
