// Where a run's history goes, and the journal that writes it: history file, --events, or neither.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/text_buffer.h"
#include "cli/options.h"
#include "cli/terminal/console.h"
#include "history/encoder.h"
#include "history/writer.h"
#include "runtime/run.h"

namespace pawl::cli {

/// The place of one run's history.
struct HistoryPlace {
  std::string run;          // the run's name
  std::string file;         // empty: not written
  bool has_folder = false;  // the file stands in a folder of its own
  /// Somebody runs the very same execution at this moment: its history is read, not written
  bool is_running = false;
};

/// The run's own folder, absolute; empty: it has none.
std::string run_folder(const HistoryPlace& place);

/// The durability that the options ask for.
history::Durability durability_of(const RunOptions& options);

/// Whether the user chose the run's name; a generated one that is taken gets a number. A chosen one that is
/// taken is the same run if that is still running and has the same input, and an error otherwise, as AWS has
/// it (API reference: StartExecution).
enum class RunName : uint8_t { Given, Generated };

/// Whether --history PATH is a folder for runs: there is one, or the path ends in a slash.
bool is_folder(const std::string& path);

/// A place, and the writer that has it. What stood there is cleared when the journal takes it.
struct OpenHistory {
  HistoryPlace place;
  std::unique_ptr<history::Writer> writer;  // null: nothing is to be written
};

/// Finds and makes the place: the state directory, or what --history says. A file is written over only if it
/// is the history of a run that has ended. Says on standard error whom it has to wait for. Errors tell what
/// to do.
Result<OpenHistory> open_history(const RunOptions& options, const std::string& run, RunName name,
                                 const Value& input, Console& console);

/// Takes the folder of a run that could not begin away again; false: something was written.
bool remove_empty(const HistoryPlace& place);

/// What `pawl resume` knows the run by: its name if it is kept in the state directory, else the path.
std::string resume_argument(const HistoryPlace& place);

/// The journal of one run. Closing it is the caller's last word: only then errors of the last write are
/// known.
class RunJournal final : public runtime::Journal {
 public:
  /// Errors: the events go nowhere; then the history is as it was.
  static Result<std::unique_ptr<RunJournal>> open(OpenHistory history, const RunOptions& options,
                                                  Console& console);

  /// Goes on with a history that is there: `writer` has taken it over.
  static Result<std::unique_ptr<RunJournal>> resume(std::unique_ptr<history::Writer> writer,
                                                    const RunOptions& options, Console& console);

  /// The next event says so under `pawl`, as its member `resumed`; null: nothing is to be said.
  void note(Value resumed) { resumed_ = std::move(resumed); }

  /// A history or --events file that grows beyond so many bytes is an error of commit() and flush(); 0: any
  /// size will do.
  void limit_to(uint64_t bytes) { most_bytes_ = bytes; }

  void append(const history::HistoryEvent& event) override;
  /// When the reader of `--events -` went away, that is said once, and nothing more goes there.
  Result<void> commit() override;
  Result<void> flush() override;
  Result<void> close();

 private:
  explicit RunJournal(Console& console) : console_(console) {}
  Result<void> open_events(const RunOptions& options);
  void append_noted(const history::HistoryEvent& event);
  Result<void> write_out();
  Result<void> check_size() const;

  Console& console_;
  std::unique_ptr<history::Writer> history_;  // null: none
  std::unique_ptr<history::Writer> events_;   // --events FILE; null: none
  Value resumed_;                             // null: none
  uint64_t most_bytes_ = 0;                   // 0: no limit
  bool to_stdout_ = false;                    // --events -
  history::Encoder encoder_;
  TextBuffer waiting_;  // for standard output
};

}  // namespace pawl::cli
