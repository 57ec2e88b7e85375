// LambdaWorker: one process that runs one function's calls, one at a time, as long as it lives.
#pragma once
#include <sys/types.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "tasks/lambda_api.h"
#include "tasks/lambda_call.h"
#include "tasks/lambda_function.h"
#include "tasks/process.h"
#include "tasks/shortage_backoff.h"
#include "tasks/spawner.h"
#include "tasks/worker_log.h"

namespace pawl::tasks {

class LambdaWorker;

/// A call on its way, or in the hands of a worker.
struct LambdaWork {
  TaskRequest request;
  LambdaCall call;
  bool is_awaited = true;  // false: InvocationType Event, its Task has succeeded
};

/// What the workers tell. None of it is told from within a call to a worker.
class WorkerListener {
 public:
  virtual ~WorkerListener() = default;
  /// It waits for work.
  virtual void worker_ready(LambdaWorker& worker) = 0;
  virtual void work_ended(const LambdaWork& work, engine::Outcome outcome) = 0;
  /// It has answered a while ago, and does not ask for more.
  virtual void worker_lingers(LambdaWorker& worker) = 0;
  /// It failed before it asked for work; `body` is its error, or empty: its process ended.
  virtual void begin_failed(LambdaWorker& worker, std::string_view body) = 0;
  /// A line that the function wrote while it did the work of `request`.
  virtual void log_line(const TaskRequest& request, std::string_view line) = 0;
  /// Its process is gone, and all of its process group.
  virtual void worker_ended(LambdaWorker& worker) = 0;
};

class LambdaWorker final : public RuntimeListener, public std::enable_shared_from_this<LambdaWorker> {
 public:
  /// `number` names it. Its lines are shown for `first` until it has work. Throws boost::system::system_error
  /// without descriptors. `secrets` are masked in lines.
  LambdaWorker(boost::asio::io_context& io, WorkerListener& listener, const DeployedFunction& function,
               uint64_t number, TaskRequest first, std::span<const std::string> secrets);

  /// Its process, to be started. `run_mark` as in process_mark.h.
  [[nodiscard]] std::unique_ptr<SpawnJob> spawn_job(const std::string& run_mark,
                                                    const std::string& run_name) const;
  /// The process was started.
  void begin(const SpawnJob& job);
  /// To be called when it is ready.
  void give(LambdaWork work);
  /// Ends the process: SIGTERM, soon SIGKILL. The work it has is dropped, without an end.
  void end();
  void kill();

  [[nodiscard]] const DeployedFunction& function() const { return function_; }
  [[nodiscard]] uint64_t number() const { return number_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Whether it will soon be idle.
  [[nodiscard]] bool is_coming() const { return stage_ == Stage::Starting || stage_ == Stage::Between; }
  [[nodiscard]] bool is_idle() const { return stage_ == Stage::Idle; }
  [[nodiscard]] const LambdaWork* work() const { return work_ ? &*work_ : nullptr; }
  /// Its label among the run's processes (process_mark.h): no event has such a number.
  [[nodiscard]] uint64_t label_number() const { return ~number_; }
  /// How its process ended, as wait() has it.
  [[nodiscard]] int status() const { return status_; }

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage : uint8_t { Starting, Idle, Busy, Between, Lingering, Ending, Gone };

  void asks_next() override;
  void withdraws() override;
  void responds(std::string_view body) override;
  void fails(std::string_view body) override;
  void responds_too_much() override;
  void fails_to_begin(std::string_view body) override;
  void disconnects() override;

  engine::Outcome outcome_of(std::string_view body) const;
  void finish(engine::Outcome outcome);
  void enter(Stage stage, Clock::duration time);
  void arm();
  void time_is_over();
  void wait_for_exit();
  void conclude();

  WorkerListener& listener_;
  const DeployedFunction& function_;
  uint64_t number_;
  std::span<const std::string> secrets_;
  LambdaApi api_;
  Stage stage_ = Stage::Starting;
  bool has_begun_ = false;   // it asked for work, or reported why it cannot
  bool has_exited_ = false;  // but is not reaped
  bool is_killed_ = false;
  pid_t pid_ = -1;
  int status_ = 0;
  AsyncDescriptor exit_;
  WorkerLog log_;
  boost::asio::steady_timer timer_;
  Clock::time_point due_;                   // of what the stage waits for
  std::optional<Clock::time_point> armed_;  // when the timer fires; never after due_
  std::optional<LambdaWork> work_;
  TaskRequest last_request_;  // whose lines are shown while there is no work
  std::optional<ResourceHold> holding_;
};

}  // namespace pawl::tasks
