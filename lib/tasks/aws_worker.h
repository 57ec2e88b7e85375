// AwsWorker: a Python process with botocore that makes one call after the other (aws_worker.py).
#pragma once
#include <sys/types.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "tasks/process.h"
#include "tasks/shortage_backoff.h"
#include "tasks/spawner.h"
#include "tasks/worker_log.h"

namespace pawl::tasks {

class AwsWorker;

/// What a worker tells. None of it is told from within a call to the worker.
class AwsWorkerListener {
 public:
  virtual ~AwsWorkerListener() = default;
  /// It waits for its first request.
  virtual void worker_ready(AwsWorker& worker) = 0;
  /// A line that it wrote; it is idle again.
  virtual void worker_answered(AwsWorker& worker, std::string_view line) = 0;
  /// It will never be ready. `why` is empty where nothing is installed that calls AWS.
  virtual void worker_cannot_begin(AwsWorker& worker, const std::string& why) = 0;
  /// A line on its standard error, secrets masked.
  virtual void worker_logs(std::string_view line) = 0;
  /// Its process is gone. `how`: "ended with signal 9"; its request has no answer.
  virtual void worker_ended(AwsWorker& worker, const std::string& how) = 0;
};

class AwsWorker final : public std::enable_shared_from_this<AwsWorker> {
 public:
  /// `number` names it among the workers of a run. `secrets` outlive it.
  AwsWorker(boost::asio::io_context& io, AwsWorkerListener& listener, uint64_t number,
            std::span<const std::string> secrets);
  AwsWorker(const AwsWorker&) = delete;
  AwsWorker& operator=(const AwsWorker&) = delete;
  ~AwsWorker() = default;

  /// Its process, to be started in `directory`. `python` is the file to execute; `run_mark` as in
  /// process_mark.h.
  [[nodiscard]] std::unique_ptr<SpawnJob> spawn_job(
      const std::string& python, const std::string& directory, const std::string& run_mark,
      std::shared_ptr<const EnvironmentBlock> environment) const;
  /// The process was started.
  void begin(const SpawnJob& job);
  /// To be called when it is idle. `line` is a request with its end.
  void ask(std::string line);
  /// Ends the process without waiting for an answer.
  void kill();

  [[nodiscard]] uint64_t number() const { return number_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool is_coming() const { return stage_ == Stage::Starting; }
  [[nodiscard]] bool is_idle() const { return stage_ == Stage::Idle; }

 private:
  enum class Stage : uint8_t { Starting, Idle, Busy, Ending, Gone };

  void write_more();
  void read_answers();
  bool drain_answers();
  void take_lines();
  void take_line(std::string_view line);
  void wait_for_exit();
  void conclude();
  void enter(Stage stage, std::chrono::seconds most);

  AwsWorkerListener& listener_;
  uint64_t number_;
  Stage stage_ = Stage::Starting;
  pid_t pid_ = -1;
  AsyncDescriptor exit_;
  AsyncDescriptor in_;
  AsyncDescriptor out_;
  WorkerLog log_;
  boost::asio::steady_timer timer_;  // of Starting and Idle
  std::string request_;              // what is not in the pipe yet starts at `written_`
  size_t written_ = 0;
  std::string received_;  // without the lines that were taken
  size_t searched_ = 0;   // of it, for the end of a line
  std::optional<ResourceHold> holding_;
};

}  // namespace pawl::tasks
