// Runs one execution: task runners and timers carry out the engine's commands, its events go to the journal.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "base/result.h"
#include "engine/execution.h"
#include "history/event.h"
#include "history/writer.h"
#include "items/object_store.h"
#include "replay/replayer.h"
#include "tasks/binding.h"
#include "tasks/runner.h"
#include "value/value.h"
#include "waiting/open_task.h"

namespace pawl::runtime {

class ExecutionStarter;
class Host;
class Job;
class JobListener;
class RunRoot;

/// How time passes (`--time`).
struct TimeMode {
  enum class Kind : uint8_t { Real, Skip, Scaled } kind = Kind::Real;
  double factor = 1;  // Scaled: how many times as fast
};

/// Most tasks at a time, 0: no bound. `commands` counts those that use this machine: commands and functions.
struct TaskBounds {
  uint32_t tasks = 0;
  uint32_t commands = 0;
  [[nodiscard]] bool any() const { return tasks != 0 || commands != 0; }
};

/// Where the events go, and when they must be safe. Implemented by history::Writer (or nothing, for --history
/// none).
class Journal : public history::EventSink {
 public:
  /// Called before any command of a batch is carried out, and before the loop goes idle: everything appended
  /// so far is handed to the kernel (and synced, if the journal's durability asks for it). An error ends the
  /// run cleanly: exit 2.
  virtual Result<void> commit() = 0;
  /// Called between slices of states without effects. Need not sync, but reports a full disk or a closed
  /// pipe.
  virtual Result<void> flush() { return commit(); }
};

/// How far a Distributed Map is, in items.
struct MapRunProgress {
  uint64_t total = 0;  // 0: not all of them have been read
  uint64_t succeeded = 0;
  uint64_t failed = 0;  // timed out and aborted ones too
};

/// Receives what a user watches. All calls come from the thread that runs the execution.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void event(const history::HistoryEvent&) {}
  /// A task starts, of a child of a Distributed Map too.
  virtual void task_called(const tasks::TaskRequest&) {}
  /// One line that a task wrote to its standard error, without the newline.
  virtual void task_stderr(const asl::State&, uint32_t /*attempt*/, std::string_view /*line*/) {}
  /// A task waits for somebody outside, and nobody has taken it yet.
  virtual void waits(const asl::State&, const waiting::OpenTask&) {}
  /// Of a Distributed Map, often while its children run.
  virtual void map_run(const asl::State&, const MapRunProgress&, Millis /*now*/) {}
  /// Skipped or scaled time that passed, summed up at the end.
  virtual void time_skipped(Millis /*total*/) {}
};

struct RunRequest {
  const asl::StateMachine& machine;
  Value input;
  /// An execution rebuilt from its history (replay::ReplaySettings::for_resume), to be continued; the history
  /// is written up to there. It has its own input, limits and seed. Null: a new execution.
  replay::Replayed* recovered = nullptr;
  engine::ExecutionInfo info;
  engine::Limits limits;
  uint64_t seed = 0;
  TimeMode time;
  Millis timeout = 0;      // --timeout, beside the machine's TimeoutSeconds; 0: none
  std::string run_mark;    // marks its processes (tasks/process_mark.h); empty: a random mark
  std::string run_folder;  // absolute, for temporary files; empty: none
  std::string map_folder;  // for the journals of its Map Runs; empty: they are not written
  std::string job_folder;  // for its jobs in batch systems; empty: a resume does not find them
  std::string history;     // absolute, of its history; empty: none is written
  bool no_wait = false;    // where it could only wait for somebody outside, it parks (RunResult::is_parked)
  history::Durability durability = history::Durability::Batch;  // of the journals of its Map Runs
  TaskBounds bounds;                                            // of the tasks at a time (-j)
  const tasks::BoundTasks& tasks;                               // every Task state with its runner's binding
  items::ObjectStore* objects = nullptr;  // of Distributed Maps; null: there are no buckets
  Journal* journal = nullptr;             // null: no history
  ExecutionStarter* starter = nullptr;    // carries out `machine:` bindings; null: there are none
  Observer* observer = nullptr;
  engine::DataFlowObserver* data_flow = nullptr;  // of it and the children of its Map Runs; null: none
  bool handles_signals = true;                    // false: the program around it does
};

struct RunResult {
  engine::Status status = engine::Status::Running;
  Value output;                             // Succeeded
  asl::StateError error;                    // otherwise
  std::string failed_state;                 // that made the run fail; empty if none
  source::Span failed_span;                 // the expression or path that failed there; empty: unknown
  std::vector<uint64_t> failed_iterations;  // of Maps, which that state ran in, outermost first
  /// It ended without an event (status Running), since only somebody outside can go on with it.
  bool is_parked = false;
  int interrupted_by = 0;  // SIGINT, SIGTERM or SIGHUP when one ended the run (status Aborted), else 0
  uint64_t events = 0;
  uint64_t transitions = 0;
  Millis skipped = 0;  // virtual time that passed without waiting
};

/// Adds an execution to a host's root as a job and a run of its own; what `request` refers to outlives it.
/// Its time and bounds are the root's. `recovered` gives its execution away.
Job& start_job(Host& host, RunRoot& root, RunRequest request, std::shared_ptr<JobListener> listener);

/// Adds an execution to a host as a run of its own, with a clock and bounds of its own; what `request` refers
/// to outlives it. `ended` is called from the host's loop when nothing is left of the run nor of what it
/// started; not if the host goes before.
void start_run(Host& host, RunRequest request, std::function<void(Result<RunResult>)> ended);

/// Runs a host's jobs to their ends. Errors: as run(), but what is left of them ends with the host.
Result<void> run_jobs(Host& host);

/// Runs to the end. Handles SIGINT, SIGTERM and SIGHUP: the first one stops the tasks and records
/// ExecutionAborted, a second one kills them at once. Errors: the journal failed (disk full), the event loop
/// could not be set up, the system is short of descriptors, processes or memory with nothing to wait for.
/// Then no task is left running, and the run can be resumed.
Result<RunResult> run(RunRequest request);

}  // namespace pawl::runtime
