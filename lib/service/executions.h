// Executions: those of the service, and all other runs of its store.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random_source.h"
#include "history/run_status.h"
#include "history/run_store.h"
#include "runs/notices.h"
#include "runtime/host.h"
#include "service/machine_store.h"
#include "service/parts.h"
#include "service/state_machine.h"

namespace pawl::service {

class LiveExecution;
struct RunnableMachine;

/// One execution as lists show it. What else there is to say of it stands in its history.
struct ExecutionRecord {
  uint64_t number = 0;  // in the order in which they began
  std::string arn;
  std::string name;
  std::string run;          // in the store
  std::string machine_arn;  // without version and alias
  std::string version_arn;  // empty: it was not started by one
  std::string alias_arn;    // the same
  std::string revision;     // id; empty: the first one
  history::RunStatus status = history::RunStatus::Running;
  Millis started = 0;
  Millis stopped = 0;  // 0: it runs
  uint64_t redrives = 0;
  Millis redriven = 0;                  // the last time
  std::shared_ptr<LiveExecution> live;  // null: it does not run here
};

/// What an execution is started with.
struct ExecutionStart {
  const ServedMachine* machine = nullptr;
  size_t revision = 0;  // index
  std::string version_arn;
  std::string alias_arn;
  std::string test_case;  // of the mock file; empty: without mocks
  std::string name;       // empty: a UUID
  Value input;
};

/// How an Express execution ended.
struct ExpressEnd {
  std::string arn;
  std::string name;
  Millis started = 0;
  Millis stopped = 0;
  runtime::RunResult result;
};

class Executions {
 public:
  /// All of it outlives this object.
  Executions(runtime::Host& host, const ServiceSettings& settings, MachineStore& machines,
             runs::Notices& notices);
  ~Executions();
  Executions(const Executions&) = delete;
  Executions& operator=(const Executions&) = delete;

  /// Reads the store, and resumes what ran in a service that was stopped or killed.
  Result<void> open();
  /// All that run here end without an event; they are resumed by the next service.
  void stop();

  /// A Standard execution. Its first event is handed to the kernel when this returns. Errors: AWS's.
  Served<const ExecutionRecord*> start(ExecutionStart start);
  /// An Express execution, whose history nobody keeps; `ended` is called at its end, and may be empty.
  /// Returns its ARN and when it began.
  Served<std::pair<std::string, Millis>> start_express(ExecutionStart start,
                                                       std::function<void(Result<ExpressEnd>)> ended);
  /// Aborts it, if it runs here.
  void abort(ExecutionRecord& record, asl::StateError error);
  /// Continues one that has failed from where it failed. Errors: ExecutionNotRedrivable.
  Served<void> redrive(ExecutionRecord& record);

  /// Null pointer: there is none.
  ExecutionRecord* find(std::string_view arn);
  /// Those of a state machine, in the order in which they began.
  const std::vector<ExecutionRecord*>& of_machine(std::string_view machine_arn);
  [[nodiscard]] size_t running_of(std::string_view machine_arn) const;
  void stop_all_of(std::string_view machine_arn);
  /// The history of an execution; all events so far are in it.
  Result<std::string> history_of(const ExecutionRecord& record);
  [[nodiscard]] const history::RunStore& store() const { return store_; }

  [[nodiscard]] std::string new_uuid() { return random_uuid(random_); }
  [[nodiscard]] uint64_t random() { return random_.next(); }

 private:
  friend class LiveExecution;
  class Random final : public RandomSource {
   public:
    uint64_t next() override { return engine_(); }

   private:
    std::mt19937_64 engine_{uint64_t{std::random_device()()} << 32 | std::random_device()()};
  };

  Served<std::shared_ptr<RunnableMachine>> runnable(const ExecutionStart& start);
  ExecutionRecord& add(ExecutionRecord record);
  std::optional<ExecutionRecord> read_record(const history::RunFiles& run);
  /// Looks for runs that others have started since.
  void refresh();
  Served<void> resume(ExecutionRecord& record);
  void ended(LiveExecution& live, Result<runtime::RunResult> result);
  void close_ended();
  const ServedMachine* machine_of(std::string_view arn);
  /// Its last execution has ended.
  void remove_if_deleting(std::string_view machine_arn);

  runtime::Host& host_;
  const ServiceSettings& settings_;
  MachineStore& machines_;
  runs::Notices& notices_;
  history::RunStore store_;
  runtime::RunRoot& root_;
  Random random_;
  std::deque<ExecutionRecord> records_;
  std::unordered_map<std::string_view, ExecutionRecord*> by_arn_;
  std::map<std::string, std::vector<ExecutionRecord*>, std::less<>> by_machine_;
  std::unordered_map<std::string_view, ExecutionRecord*> by_run_;
  std::map<std::string, std::shared_ptr<RunnableMachine>> runnables_;
  std::unordered_map<LiveExecution*, std::shared_ptr<LiveExecution>> live_;
  std::map<std::string, size_t, std::less<>> running_;  // by machine
  std::vector<std::shared_ptr<LiveExecution>> over_;    // their histories are to be closed
  std::shared_ptr<runtime::Work> closer_;
  Millis refreshed_ = 0;       // when refresh() looked
  int64_t store_changed_ = 0;  // when the store's folder was looked at, its time of change
  bool is_stopping_ = false;
};

}  // namespace pawl::service
