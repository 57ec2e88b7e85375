// ActivityWorker: works on the tasks of an activity with a local command, as an exec task does: input on
// stdin, result on stdout, exit codes, $PAWL_ERROR_FILE (man pawl-worker).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "waiting/activity_queue.h"

namespace pawl::workers {

struct WorkerSettings {
  std::string activity;              // its name
  std::string name;                  // the worker's, for ActivityStarted
  std::vector<std::string> command;  // argv
  uint32_t jobs = 1;                 // most tasks at a time
};

/// Receives what somebody may want to see. All calls come from the thread that works.
class WorkerObserver {
 public:
  virtual ~WorkerObserver() = default;
  virtual void task_began(const waiting::ActivityTask&) {}
  /// `error`: the name of its error; empty: it succeeded. `told`: what the answer met; empty: it was taken.
  virtual void task_ended(const waiting::ActivityTask&, std::string_view /*error*/,
                          std::string_view /*told*/) {}
  virtual void task_stderr(const waiting::ActivityTask&, std::string_view /*line*/) {}
};

/// Works until SIGINT, SIGTERM or SIGHUP: the first one lets the tasks that run end, a second one stops them,
/// and they fail with Worker.Stopped. Returns the first signal. Makes the activity if there is none. Errors:
/// no place for it, no such program, a system that is short of everything.
Result<int> work(const WorkerSettings& settings, WorkerObserver& observer);

}  // namespace pawl::workers
