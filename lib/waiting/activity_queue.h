// ActivityQueue: the tasks of one activity, in $STATE/activities/NAME. An activity exists as long as this
// folder does.
//
//   tasks/TIME-DIGEST.json     a task that waits for a worker, oldest first
//   claimed/TIME-DIGEST.json   the same, taken by a worker
//
// A worker takes a task by rename(2), so nobody else gets it; it is never put back. The run removes it when
// the task has ended.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/timestamp.h"
#include "value/value.h"
#include "waiting/json_file.h"

namespace pawl::waiting {

/// What a worker gets.
struct ActivityTask {
  std::string token;
  Value input;
  std::string run;  // for the worker's environment: PAWL_RUN, PAWL_STATE …
  std::string state;
  uint32_t attempt = 1;    // as PAWL_ATTEMPT
  int64_t map_index = -1;  // of the innermost Map iteration; -1 outside
  Millis since = 0;
  Millis heartbeat = 0;  // the longest gap between heartbeats; 0: any
};

/// The name of an activity in its ARN; other text is the name itself.
std::string_view name_of_activity(std::string_view arn);
/// Whether an activity may have this name: AWS's rule (API reference: CreateActivity), and no leading dot.
bool is_activity_name(std::string_view name);

class ActivityQueue {
 public:
  ActivityQueue(const std::string& state_folder, std::string_view name)
      : folder_(state_folder + "/activities/" + std::string(name)) {}
  static Result<ActivityQueue> of_user(std::string_view name);

  [[nodiscard]] bool exists() const;
  Result<void> create() const;
  /// The activity is gone, with the tasks in its queue. False: there was none.
  bool remove_activity() const;

  /// Puts the task into the queue, unless it is there already or a worker has it. False: there is no such
  /// activity.
  Result<bool> add(const ActivityTask& task, Sync sync) const;
  /// Takes a task that has ended out of the queue, and from its worker.
  void remove(std::string_view token, Millis since) const;
  struct Counts {
    size_t queued = 0;
    size_t claimed = 0;
  };
  [[nodiscard]] Counts counts() const;

  /// For a worker: the oldest task, which is then this worker's; nullopt: there is none. A folder is read
  /// only when all it held has been tried.
  std::optional<ActivityTask> claim();
  /// The folder in which new tasks appear.
  [[nodiscard]] std::string tasks_folder() const { return folder_ + "/tasks"; }

 private:
  [[nodiscard]] std::string claimed_folder() const { return folder_ + "/claimed"; }

  std::string folder_;
  std::deque<std::string> seen_;  // names to try to claim
};

/// The names of all activities, sorted.
std::vector<std::string> activity_names(const std::string& state_folder);

}  // namespace pawl::waiting
