// Work: what carries out a command that needs executions of its own instead of a task runner: a nested
// execution, the children of a Map Run.
#pragma once
#include <memory>

#include "engine/command.h"
#include "runtime/run.h"
#include "tasks/binding.h"

namespace pawl::runtime {

class Job;

/// Reports its outcomes by Job::report(), the final one once; then the job releases it.
class Work {
 public:
  virtual ~Work() = default;
  /// The command is void: stops everything. Nothing is reported any more, and the job releases it.
  virtual void cancel() = 0;
  /// Does a part of its own work: the Host calls it after Host::ask_turn().
  virtual void turn() {}
};

/// Is told how a job has ended. Called once, from the Host's loop; `job` is gone afterwards.
class JobListener {
 public:
  virtual ~JobListener() = default;
  virtual void job_ended(Job& job, Result<RunResult> result) = 0;
};

/// Starts the executions that Tasks with a `machine:` binding ask for.
class ExecutionStarter {
 public:
  virtual ~ExecutionStarter() = default;
  /// `command` is a StartTask of `job`. May report outcomes already; null: the final one among them.
  /// `was_started`: by a pawl that ended; then the execution goes on, and never begins anew.
  virtual std::shared_ptr<Work> start(Job& job, const engine::Command& command, const tasks::Binding& binding,
                                      bool was_started) = 0;
};

}  // namespace pawl::runtime
