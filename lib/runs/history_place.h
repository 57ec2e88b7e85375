// Where a run's history goes: a folder of the state directory, or the path of --history.
#pragma once
#include <memory>
#include <string>

#include "history/writer.h"
#include "runs/notices.h"
#include "runs/settings.h"
#include "value/value.h"
#include "workflow/service_error.h"

namespace pawl::runs {

/// The place of one run's history.
struct HistoryPlace {
  std::string run;          // the run's name
  std::string file;         // empty: not written
  bool has_folder = false;  // the file stands in a folder of its own
  /// Another process runs the same execution now: its history is read, not written
  bool is_running = false;
};

/// Whether the user chose the run's name; a generated one that is taken gets a number. A chosen one that is
/// taken is the same run if that is still running and has the same input, and an error otherwise, as AWS has
/// it (API reference: StartExecution).
enum class RunName : uint8_t { Given, Generated };

/// A place, and the writer that holds its lock. The journal clears what the file held before.
struct OpenHistory {
  HistoryPlace place;
  std::unique_ptr<history::Writer> writer;  // null: nothing is to be written
};

/// Finds and makes the place. A file is written over only if it is the history of a run that has ended.
/// Notices say which process it waits for. Errors say what to do.
workflow::ServiceResult<OpenHistory> open_history(const HistorySettings& settings, const std::string& run,
                                                  RunName name, const Value& input, Notices& notices);

/// Removes the folder of a run that could not begin; false: something was written there.
bool remove_empty(const HistoryPlace& place);

/// The run's own folder, absolute; empty: it has none.
std::string run_folder(const HistoryPlace& place);

/// Where the journals of its Map Runs are, absolute; empty: nothing is written, or to no file.
std::string map_run_folder(const HistoryPlace& place);

/// Where the folders of its jobs in batch systems are, absolute; empty: nothing is written, or to no file.
std::string job_folder(const HistoryPlace& place);

/// Takes away the journals and the folders of jobs that belonged to a history which was written over, and
/// nothing else.
void remove_leftovers(const HistoryPlace& place);

/// The file, absolute; empty: none is written.
std::string history_path(const HistoryPlace& place);

/// What `pawl resume` knows the run by: its name if it is kept in the state directory, else the path.
std::string resume_argument(const HistoryPlace& place);

/// Whether the path of --history is a folder for runs: a folder exists there, or the path ends in a slash.
bool is_folder(const std::string& path);

/// Only events that pawl wrote may be written over. Errors: the file of `writer` holds something else; `flag`
/// is the option that messages name.
Result<void> check_written_over(const history::Writer& writer, std::string_view flag);

}  // namespace pawl::runs
