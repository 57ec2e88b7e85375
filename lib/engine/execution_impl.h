// Execution's inside, in six files: execution.cpp (the loop, outcomes), rebuild.cpp (what replay and redrive
// need), record.cpp (events), forks.cpp (branches and iterations), map_run.cpp (Distributed Maps),
// failures.cpp (Retry, Catch, the way up).
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/branch.h"
#include "engine/context_object.h"
#include "engine/execution.h"
#include "engine/frame.h"
#include "engine/step.h"

namespace pawl::engine {

class Execution::Impl final : public ContextMaker {
 public:
  Impl(const asl::StateMachine& machine, ExecutionInfo info, Limits limits, uint64_t seed,
       history::EventSink* sink);

  // ---- execution.cpp
  void start(Value input, Millis now);
  Progress advance(Millis now, uint32_t budget, EventId until);
  bool resume(CommandId id, Outcome outcome, Millis now);
  bool advance_behind(EventId previous, std::string_view state_name, Millis now, Entering entering);
  void redrive(Redrive redrive, Millis now);
  void run(uint32_t slot);
  void enter(uint32_t slot);
  void apply(uint32_t slot, Step&& step);
  void leave(uint32_t slot, Transition&& transition);
  void start_task(uint32_t slot, TaskCall call);
  /// The end of a state that waited for a result.
  void complete(uint32_t slot);
  bool task_outcome(uint32_t slot, Outcome outcome);
  void task_failed(uint32_t slot, history::EventType type, StateError error);
  Frame frame(uint32_t slot, const Value* item = nullptr, uint64_t item_index = 0);
  Value context_of(const Frame& frame) override;
  /// The innermost Map iteration that a branch runs in; no map outside.
  struct Iteration {
    const ForkRun* map = nullptr;
    uint32_t index = 0;
  };
  [[nodiscard]] Iteration iteration_of(uint32_t slot) const;
  void make_ready(uint32_t slot, Branch::Doing doing);
  /// Whether an entry of the ready queue still stands for its branch.
  [[nodiscard]] bool is_ready(CommandId branch) const;
  CommandId begin_wait(uint32_t slot, Branch::Doing doing);
  void end_wait(uint32_t slot);
  /// Takes back the command that a branch waits for.
  void cancel(uint32_t slot);
  void finish(Status status, Value output, StateError error);
  void stop(Status status, history::EventType type, StateError error, Millis now);

  // ---- record.cpp
  /// Gives the event its id and time and hands it on; returns its id, or 0 once the execution is over.
  EventId record(history::HistoryEvent&& event);
  /// Records an event of a branch and makes it the branch's last.
  EventId record_in(Branch& branch, history::HistoryEvent&& event);
  void fail_at_event_limit(const asl::State* state);
  [[nodiscard]] bool running() const { return status == Status::Running; }

  // ---- forks.cpp
  void fork(uint32_t slot, Fork step);
  void start_children(uint32_t fork_index);
  void child_ended(uint32_t slot, Value output);
  void abort_children(uint32_t fork_index, EventId because);
  void abort_branch(uint32_t slot, EventId because);
  uint32_t new_branch();
  void free_branch(uint32_t slot);
  uint32_t new_fork();
  void free_fork(uint32_t fork_index);
  void join_if_done(uint32_t fork_index);

  // ---- map_run.cpp
  void start_map_run(uint32_t slot, MapRun run);
  void redrive_map_run(uint32_t slot);
  void await_map_run(uint32_t slot);
  void map_run_ended(uint32_t slot, Outcome outcome);

  // ---- failures.cpp
  /// What fails: a state; its task, which shows TaskStateAborted; a branch or iteration of it; an iteration
  /// that is in no state yet.
  enum class Origin : uint8_t { State, Task, Children, Iteration };
  /// Whether a retrier takes the error: the branch waits for its delay then.
  bool retried(uint32_t slot, const StateError& error);
  /// Records EvaluationFailed and makes it the branch's last event.
  EventId evaluation_failed(Branch& branch, Failure& failure);
  void fail(uint32_t slot, FailurePtr failure, EventId because, Origin origin);

  const asl::StateMachine& machine;
  ExecutionInfo info;
  Limits limits;
  uint64_t seed;
  history::EventSink* sink;
  Reviser* reviser = nullptr;
  DataFlowObserver* observer = nullptr;
  ExecutionContext context;
  Status status = Status::Running;
  Value output;
  StateError error;
  const asl::State* failed_state = nullptr;
  source::Span failed_span;
  Millis now = 0;
  EventId next_event = 1;
  uint64_t transitions = 0;
  uint32_t budget = 0;
  std::vector<Branch> branches;  // slot 0 is the top
  std::vector<uint32_t> free_branches;
  std::vector<ForkRun> forks;
  std::vector<uint32_t> free_forks;
  ReadyQueue ready;
  std::vector<Command> commands;
  std::unordered_map<uint32_t, std::string> map_runs;  // by slot: the ARNs of those that are not over
  std::vector<uint32_t> invocations;                   // of each state's task, by State::index
};

}  // namespace pawl::engine
