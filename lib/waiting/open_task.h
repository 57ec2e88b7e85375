// OpenTask: a task that waits for somebody outside: a callback (.waitForTaskToken), an approval, a worker of
// an activity. Each is noted as one small file, $STATE/waiting/DIGEST.json, where DIGEST is that of its
// token: so whoever has the token finds the run, and nobody who lacks it does.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/timestamp.h"
#include "value/value.h"
#include "waiting/json_file.h"

namespace pawl::waiting {

struct OpenTask {
  std::string token;
  std::string run;         // the run's name
  std::string history;     // absolute; empty: none is written
  std::string answers;     // the folder that answers go to, absolute
  std::string state;       // the state's name
  int64_t map_index = -1;  // of the innermost Map iteration; -1 outside
  std::string activity;    // whose worker takes it; empty: of none
  int process = 0;         // that runs it, where there is no history
  Millis since = 0;        // by the clock of the run
  Millis deadline = 0;     // of TimeoutSeconds; 0: none
  Millis heartbeat = 0;    // the longest gap between heartbeats; 0: any

  /// "Approve", "Approve[3]".
  [[nodiscard]] std::string label() const;
  /// Whether its run ended in a way that nobody could take note of (it was killed, or removed).
  [[nodiscard]] bool is_abandoned() const;
};

/// Names a task in file names: a digest of its token.
std::string token_digest(std::string_view token);

class OpenTasks {
 public:
  explicit OpenTasks(const std::string& state_folder) : folder_(state_folder + "/waiting") {}
  static Result<OpenTasks> of_user();

  [[nodiscard]] const std::string& folder() const { return folder_; }
  Result<void> add(const OpenTask& task, Sync sync) const;
  /// False: it was not there.
  bool remove(std::string_view token) const;
  [[nodiscard]] bool has(std::string_view token) const;
  [[nodiscard]] std::optional<OpenTask> find(std::string_view token) const;
  /// In the order in which they began to wait. Those of runs that are gone are removed.
  [[nodiscard]] std::vector<OpenTask> list() const;

 private:
  [[nodiscard]] std::string path_of(std::string_view token) const;
  std::string folder_;
};

}  // namespace pawl::waiting
