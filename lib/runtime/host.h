// Host: carries out many executions on one event loop, in one thread. It does not know where jobs come from.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/event_loop.h"
#include "runtime/interrupts.h"
#include "runtime/job.h"
#include "runtime/root.h"
#include "runtime/shared_task_bound.h"
#include "tasks/spawner.h"

namespace pawl::runtime {

class Host {
 public:
  /// `handles_signals`: SIGINT, SIGTERM and SIGHUP abort all jobs, a second one kills their tasks at once.
  /// `shared`: a bound of its tasks that other Hosts share, and which outlives it; null: there is none.
  explicit Host(bool handles_signals = true, SharedTaskBound* shared = nullptr);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// A root lives as long as a job of it, at least until its first one was added; `is_kept`: as long as the
  /// host.
  RunRoot& add_root(const TimeMode& time, Millis start, TaskBounds bounds, bool is_kept = false);
  Job& add(RunRoot& root, JobParts parts);
  /// The job, if it has not ended.
  Job* find(JobId id);

  /// The work gets a turn soon, between the slices of jobs.
  void ask_turn(std::shared_ptr<Work> work);
  /// Runs until no job is left. Jobs may be added meanwhile, from the thread that runs it. Throws what the
  /// event loop throws.
  void run();
  /// From now on run() goes on without jobs, for what else the loop does; until leave().
  void stay() { stays_ = true; }
  void leave() { stays_ = false; }
  /// Ends all jobs without an event: they can be resumed.
  void fail_all(const Error& why);

  [[nodiscard]] EventLoop& loop() { return loop_; }
  [[nodiscard]] tasks::SpawnThreads& spawn_threads() { return spawn_threads_; }
  [[nodiscard]] const Interrupts& interrupts() const { return interrupts_; }

 private:
  friend class Job;

  /// The job has something to do.
  void make_ready(Job& job);
  /// Keeps it alive until no call into it is on the stack.
  void bury(std::shared_ptr<Work> work) { buried_.push_back(std::move(work)); }
  void begin_end(Job& job) { ending_.push_back(job.id()); }

  void run_ready();
  void run_turns();
  void settle();
  void remove(Job& job);
  void start_queued(RunRoot& root);
  void fire_timers(RunRoot& root);
  void fail_jobs(const RunRoot& root, const Error& why);
  void interrupt();
  void wait();
  void commit_waiting();
  bool park(RunRoot& root);

  Interrupts interrupts_;
  EventLoop loop_;
  std::optional<SharedTaskBound::Member> shared_;
  tasks::SpawnThreads spawn_threads_;
  std::vector<std::unique_ptr<RunRoot>> roots_;
  std::vector<std::unique_ptr<Job>> jobs_;  // by JobId::slot; null: free
  std::vector<uint32_t> generations_;       // by JobId::slot
  std::vector<uint32_t> free_;
  size_t alive_ = 0;
  bool stays_ = false;
  std::deque<JobId> ready_;
  std::vector<JobId> ending_;   // in the order in which they began to end
  std::vector<JobId> waiting_;  // had a slice since the last commit_waiting()
  std::vector<std::shared_ptr<Work>> turns_;
  std::vector<std::shared_ptr<Work>> buried_;
  bool is_interrupted_ = false;  // all jobs know of the first signal
};

}  // namespace pawl::runtime
