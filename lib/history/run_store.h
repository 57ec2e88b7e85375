// RunStore: the recorded runs, each in a folder with its history:
// ${XDG_STATE_HOME:-~/.local/state}/pawl/runs/RUN/history.jsonl, or $PAWL_STATE_DIR/runs/RUN/history.jsonl.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/timestamp.h"

namespace pawl::history {

/// What belongs to one run.
struct RunFiles {
  std::string name;     // of the run; for a history named by its path, that of the file
  std::string folder;   // empty for a history that is no run of the store
  std::string history;  // the path of the history; "-" for standard input
};

class RunStore {
 public:
  /// The user's. Errors: neither XDG_STATE_HOME nor HOME is set.
  static Result<RunStore> of_user();
  explicit RunStore(std::string folder) : folder_(std::move(folder)) {}

  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// The run that `text` names: `@last` (the one started last), a name, the start of exactly one name, the
  /// path of a history or of a run's folder, or "-". Errors list what there is instead.
  [[nodiscard]] Result<RunFiles> find(const std::string& text) const;
  /// All runs with a history, by name.
  [[nodiscard]] Result<std::vector<RunFiles>> list() const;
  /// Where a run of this name is, or would be.
  [[nodiscard]] RunFiles files_of(const std::string& name) const;

 private:
  [[nodiscard]] Result<RunFiles> last() const;
  std::string folder_;
};

/// The time of a history's first event; 0 if it has none yet. Reads only the beginning of the file.
Millis start_of_history(const std::string& path);

/// Whether a pawl is writing the history now.
bool is_being_written(const std::string& history);
/// The process that writes a history: the holder of its lock or, where the system does not say it, of the
/// note beside it; 0: unknown.
int writer_of(const RunFiles& run);
/// Whether a process is stopped by a signal (SIGSTOP, Ctrl-Z); false where the system does not show it.
bool is_stopped(int pid);
/// Notes this process as the writer of a run of the store; of another history nothing is noted.
void note_writer(const RunFiles& run);

/// Notes that the run is parked: it waits for somebody outside, and no process does. Of a history that is in
/// no folder of its own nothing is noted.
void note_parked(const std::string& history, bool is_parked);
bool is_parked(const std::string& history);

/// Removes a run with all that is in its folder, and holds the lock of its history meanwhile. False: a pawl
/// is writing it. Errors: not all of it could be removed.
Result<bool> remove_run(const RunFiles& run);

/// Find in the user's store; a path needs no store.
Result<RunFiles> find_run(const std::string& text);

}  // namespace pawl::history
