// AwsWorkers: calls of AWS's services from an event loop, made by Python processes that are kept for the next
// call. Any use: Tasks, the objects of a Distributed Map, executions on AWS.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tasks/aws_call.h"
#include "tasks/aws_worker.h"
#include "tasks/process_settings.h"

namespace pawl::tasks {

struct AwsWorkersSettings {
  std::string python;     // the program with botocore, a name or a path; empty: python3
  std::string directory;  // where the processes run, and where a path of `python` starts
  std::map<std::string, std::string> environment;
  std::string run_mark;  // see process_mark.h
  std::vector<std::string> secrets;
  /// How many processes there may be.
  size_t most = 4;
};

/// What happens apart from answers. Called from the event loop, never from within a call to the workers.
struct AwsWorkersEvents {
  std::function<void(std::string_view line)> log;  // that a worker wrote, secrets masked
  /// No call can be made: nothing that makes them is installed, or no process can be started. What was asked
  /// for gets no answer. The message says what to do.
  std::function<void(Error why)> cannot_call;
};

class AwsWorkers final : private AwsWorkerListener {
 public:
  using CallId = uint64_t;
  using Done = std::function<void(AwsResult)>;

  /// Nothing is started before the first call.
  AwsWorkers(boost::asio::io_context& io, SpawnThreads& threads, AwsWorkersSettings settings,
             AwsWorkersEvents events);
  /// What still runs is killed.
  ~AwsWorkers() override;
  AwsWorkers(const AwsWorkers&) = delete;
  AwsWorkers& operator=(const AwsWorkers&) = delete;

  /// `done` hears the answer from the event loop. A worker that dies fails only the call it had.
  CallId call(const AwsCall& call, Done done);
  /// Nothing is heard of the call any more. If a worker has it already, the service may still get it.
  void cancel(CallId id);
  /// Takes the call back. False: a worker has it already, and it goes on.
  bool withdraw(CallId id);
  /// Ends all processes, and with them what they were asked for; nothing is heard of it.
  void stop();
  /// Whether there is neither a call nor a process.
  [[nodiscard]] bool is_idle() const { return workers_.empty() && waiting_.empty(); }

 private:
  struct Waiting {
    CallId id = 0;
    std::string line;
    Done done;
  };
  struct Member {
    std::shared_ptr<AwsWorker> worker;
    std::optional<Waiting> work;  // without `line`
  };

  void worker_ready(AwsWorker& worker) override { serve(member_of(worker)); }
  void worker_answered(AwsWorker& worker, std::string_view line) override;
  void worker_cannot_begin(AwsWorker& worker, const std::string& why) override;
  void worker_logs(std::string_view line) override;
  void worker_ended(AwsWorker& worker, const std::string& how) override;

  void serve(Member& member);
  void add_worker();
  void take_spawned();
  void wait_for_more(int error);
  void cannot_call(std::string why);
  Member& member_of(const AwsWorker& worker);

  boost::asio::io_context& io_;
  AwsWorkersSettings settings_;
  AwsWorkersEvents events_;
  std::shared_ptr<const EnvironmentBlock> environment_;
  std::string python_;  // the file to execute; empty: not looked up yet
  std::deque<Waiting> waiting_;
  std::vector<Member> workers_;
  CallId last_call_ = 0;
  uint64_t last_worker_ = 0;
  bool is_stopped_ = false;
  bool is_short_ = false;  // the last start failed for want of descriptors, processes or memory
  ShortageBackoff backoff_;
  boost::asio::steady_timer shortage_timer_;
  ProcessSettings process_settings_;
  Spawner spawner_;
};

}  // namespace pawl::tasks
