// TaskRunner: carries out one kind of binding. A runner starts and cancels tasks and reports their outcomes
// to a TaskSink. All calls are made in the event loop's thread; a runner may use threads of its own, but
// passes only bytes to them.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "asl/state.h"
#include "base/result.h"
#include "engine/command.h"
#include "tasks/binding.h"

namespace boost::asio {
class io_context;
}

namespace pawl::tasks {

class SpawnThreads;

/// Names one start of a Task among all that a set of runners is given; never used twice.
using TaskId = uint64_t;

/// One start of a Task. State and binding outlive the run.
struct TaskRequest {
  TaskId id = 0;
  const asl::State* state = nullptr;
  const Binding* binding = nullptr;
  Value input;
  uint32_t attempt = 1;
  uint32_t invocation = 0;
  int64_t map_index = -1;  // -1: outside of every Map
  Millis timeout = 0;      // what the job allows it, in milliseconds; 0: no limit
  Millis heartbeat = 0;    // the longest gap between heartbeats; 0: none is expected
  std::string token;       // names this task for callbacks
  std::string execution;   // the name of its execution, unique in the run
  uint64_t scheduled = 0;  // the event that scheduled it: names the attempt in its run (process_mark.h)
  std::string run;         // the name of its run; empty: that of the runner
};

/// A file's name that names the attempt among all of its run: the same in a resume, another for each retry.
std::string attempt_name(const TaskRequest& request);

/// Receives what runners report. Never calls back into a runner.
class TaskSink {
 public:
  virtual ~TaskSink() = default;
  /// An outcome of a task. Outcomes of cancelled tasks are dropped.
  virtual void report(TaskId id, engine::Outcome outcome) = 0;
  /// The same when `delay` has passed on the run's clock, which may be virtual; where there is none, at once.
  virtual void report_later(TaskId id, engine::Outcome outcome, Millis /*delay*/) {
    report(id, std::move(outcome));
  }
  /// A line a task wrote to its standard error: secrets masked, no newline, cut at 64 KiB.
  virtual void stderr_line(const TaskRequest& task, std::string_view line) = 0;
  /// The runner cannot continue, though no task has failed: the run stops without an event and can be
  /// resumed.
  virtual void cannot_continue(Error why) = 0;
};

/// Reports that the task began: Started, and for `.sync` Submitted. (A `.waitForTaskToken` call was accepted
/// when the runner reports that it succeeded.)
void report_started(TaskSink& sink, const TaskRequest& request, Value detail = {});

/// `wrap: lambda`: the answer as the integration lambda:invoke gives it.
Value wrap_lambda_answer(Value payload);
/// What a wrapped task receives: the member Payload of the input, {} if there is none.
Value lambda_payload(const Value& input);

/// How a runner ends the tasks that still run.
enum class Stop : uint8_t { Gently, AtOnce };

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  virtual void start(TaskRequest request) = 0;
  /// Stops the task without waiting for its end; nothing about it is reported any more. Unknown ids are
  /// ignored.
  virtual void cancel(TaskId id) = 0;
  /// Cancels all tasks. AtOnce kills them, and those that are being stopped already.
  virtual void stop(Stop how) = 0;
  /// Whether something runs that no task waits for, and that the end of a run waits for.
  [[nodiscard]] virtual bool has_unawaited() const { return false; }
  /// Whether no task is left, not even one that is being stopped.
  [[nodiscard]] virtual bool is_idle() const = 0;
};

/// What a runner is made of; all of it outlives the runner.
struct RunnerContext {
  TaskSink& sink;
  const BoundTasks& tasks;
  std::string run_name;
  std::string run_mark;    // see tasks/process_mark.h
  std::string run_folder;  // the run's own, absolute; empty: it has none
  std::string job_folder;  // for the folders of its jobs in batch systems; empty: a temporary one
  /// The event loop's; made by the first call.
  boost::asio::io_context& (*loop)(void* owner) = nullptr;
  void* loop_owner = nullptr;
  SpawnThreads& spawn_threads;  // of the event loop
  [[nodiscard]] boost::asio::io_context& io() const { return loop(loop_owner); }
};

}  // namespace pawl::tasks
