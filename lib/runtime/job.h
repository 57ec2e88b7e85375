// Job: one execution on a Host, with its commands, its journal and the listener for its end.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/execution.h"
#include "items/object_store.h"
#include "runtime/outcomes.h"
#include "runtime/root.h"
#include "runtime/run.h"
#include "runtime/run_tasks.h"
#include "runtime/work.h"

namespace pawl::runtime {

class Host;

/// The shorter of two limits; 0: none.
inline Millis shorter(Millis a, Millis b) { return a == 0 || b == 0 ? a + b : std::min(a, b); }

/// What a job is made of. References and plain pointers outlive the job.
struct JobParts {
  std::unique_ptr<history::EventSink> sink;      // of the execution; null: it has another one, or none
  std::unique_ptr<engine::Execution> execution;  // started already, or rebuilt from a history
  std::shared_ptr<RunTasks> tasks;
  bool is_resumed = false;                                      // rebuilt from a history
  bool ends_run = true;                                         // the run of `tasks` ends with this job
  history::Durability durability = history::Durability::Batch;  // of the journals of its Map Runs
  Journal* journal = nullptr;                                   // null: no history
  items::ObjectStore* objects = nullptr;        // of Distributed Maps; null: no bucket is bound
  Observer* observer = nullptr;                 // null: nobody watches
  ExecutionStarter* starter = nullptr;          // null: no Task has a `machine:` binding
  std::optional<Millis> deadline;               // of the execution, by its root's clock; nullopt: none
  Position position;                            // of the branch that started it; empty: none did
  uint64_t task_base = 0;                       // see Job::task_number()
  std::vector<replay::PendingCommand> pending;  // of a rebuilt execution
  std::shared_ptr<JobListener> listener;        // null: nobody hears of its end
};

class Job final {
 public:
  Job(Host& host, RunRoot& root, JobId id, JobParts parts);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  [[nodiscard]] JobId id() const { return id_; }
  [[nodiscard]] Host& host() { return host_; }
  [[nodiscard]] RunRoot& root() { return root_; }
  [[nodiscard]] Millis now() const { return root_.now(); }
  [[nodiscard]] engine::Execution& execution() { return *parts_.execution; }
  [[nodiscard]] const JobParts& parts() const { return parts_; }
  [[nodiscard]] Observer* observer() const { return parts_.observer; }

  /// An outcome of a command. Dropped if the job does not wait for it.
  void report(engine::CommandId id, engine::Outcome outcome);
  /// Somebody outside has answered the task of a command. While its command still runs, the answer is kept.
  void answered(engine::CommandId id, engine::Outcome outcome);
  /// A worker has taken the task of an activity at the time `at`.
  void worker_started(engine::CommandId id, const std::string& worker, Millis at);
  /// Somebody who works on the task was alive at the time `at`.
  void heartbeat(engine::CommandId id, Millis at);
  /// Ends the execution with ExecutionAborted, unless it has ended. `by`: the signal that asked for it, or 0.
  void abort(asl::StateError error, int by = 0);
  /// Ends the job without an event: it can be resumed.
  void fail(Error why);
  /// Why it ends without one; nullopt: it does not.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  /// Where a command's branch stands among all branches of the root.
  [[nodiscard]] Position position_of(engine::CommandId id) const;
  /// Names the attempt that the event `scheduled` began, among all jobs that share the run's tasks.
  [[nodiscard]] uint64_t task_number(history::EventId scheduled) const;

 private:
  friend class Host;

  /// What the branch with this slot waits for.
  struct Pending {
    enum class Kind : uint8_t { None, Timer, Queued, Running, Working, Waiting } kind = Kind::None;
    uint32_t generation = 0;
    const tasks::Binding* binding = nullptr;  // Running
    tasks::TaskId task = 0;                   // Running
    bool has_started = false;                 // before a restart of pawl: the history holds its Started
    bool was_submitted = false;               // and its Submitted
  };
  /// A task that waits for somebody outside.
  struct Wait {
    std::string token;
    Millis deadline = 0;   // of TimeoutSeconds; 0: none
    Millis heartbeat = 0;  // the longest gap between heartbeats; 0: any
    Millis alive = 0;      // when somebody was last known to work on it; 0: nobody has begun
    bool has_worker = false;
    const asl::State* state = nullptr;
    std::optional<engine::Outcome> answer;  // that came while its command runs
  };
  enum class Stage : uint8_t { Running, Ending, Ended };

  // --- For the Host
  /// Delivers outcomes and runs the execution until it waits or its slice is used up.
  void slice();
  void start_task(const engine::Command& command);
  [[nodiscard]] bool awaits(const Timer& timer);
  void fire(const Timer& timer);
  /// Whether the job has ended and all its tasks have. A signal kills tasks that are being stopped.
  bool has_settled();
  Result<RunResult> result();

  void continue_pending();
  Result<void> perform();
  [[nodiscard]] bool is_effect(const engine::Command& command) const;
  /// Carries out a command; the flags as Pending has them.
  void begin(engine::Command command, bool has_started = false, bool was_submitted = false);
  void begin_task(engine::Command command, bool has_started, bool was_submitted);
  void enqueue(engine::Command command);
  // --- Tasks that wait for somebody outside (job_waits.cpp)
  /// Null: the task ends when its runner says so.
  [[nodiscard]] const tasks::Binding* waiting_binding(const engine::Command& command) const;
  [[nodiscard]] waiting::OpenTask open_task(const engine::Command& command,
                                            const tasks::Binding& binding) const;
  Result<void> note_wait(const engine::Command& command);
  void begin_wait(const engine::Command& command, const tasks::Binding& binding);
  void offer_to_workers(const engine::Command& command, const tasks::ActivityBinding& activity);
  /// The command of a waiting task has ended.
  void command_ended(engine::CommandId id, Pending& pending, engine::Outcome outcome);
  /// The command that told somebody of the task has succeeded, or need not run again.
  void submitted(engine::CommandId id, Pending& pending, Value output);
  void show_wait(engine::CommandId id);
  /// By TimeoutSeconds and HeartbeatSeconds; 0: none.
  [[nodiscard]] static Millis deadline_of(const Wait& wait);
  void add_limit(engine::CommandId id, const Wait& wait);
  /// How a wait has timed out. nullopt: it has not; its limit is moved, or an answer that came in time taken.
  std::optional<engine::Outcome> time_out(engine::CommandId id);
  /// `into` takes the token.
  void end_wait(uint32_t slot, std::vector<std::string>& into);
  /// The ends of the closed ones are committed.
  void forget_waits();
  /// The end of the execution is committed.
  void end_waits();
  void sweep_notes();
  /// Whether all that is left is to wait for somebody outside.
  [[nodiscard]] bool only_waits() const;
  /// Ends the job without an event, with its notes left for those who answer.
  void park();
  /// Until it has reported the end of the command; null: it has.
  void keep(engine::CommandId id, std::shared_ptr<Work> work);
  void cancel(engine::CommandId id, std::vector<std::string>& ended_waits);
  void expect(engine::CommandId id, Pending::Kind kind, bool has_started = false, bool was_submitted = false);
  Pending* find(engine::CommandId id);
  void task_ended(Pending& pending);
  void stop_task(Pending& pending);
  void take(engine::CommandId id, engine::Outcome outcome);
  void stop_work(uint32_t slot);
  void deliver();
  Result<void> commit();
  void finish(std::optional<Error> error = std::nullopt);
  void stop_run(tasks::Stop how);

  Host& host_;
  RunRoot& root_;
  JobId id_;
  JobParts parts_;
  Stage stage_ = Stage::Running;
  bool is_ready_ = false;                                      // stands in the Host's queue
  bool awaits_commit_ = false;                                 // the Host will commit it before it waits
  bool is_committed_ = false;                                  // since its last slice
  std::vector<Pending> pending_;                               // by CommandId::slot
  std::unordered_map<uint32_t, std::shared_ptr<Work>> works_;  // by CommandId::slot
  std::unordered_map<uint32_t, Wait> waits_;                   // by CommandId::slot
  std::vector<std::string> ended_waits_;                       // tokens; their ends are not delivered yet
  std::vector<std::string> closed_waits_;                      // tokens; their ends are not committed yet
  Outcomes inbox_;
  int interrupted_by_ = 0;
  int signals_ = 0;          // that had come when it began to end
  bool is_stopped_ = false;  // its run's tasks are
  bool is_hurried_ = false;
  bool is_parked_ = false;
  std::optional<Error> error_;  // why it ended without an event
};

}  // namespace pawl::runtime
