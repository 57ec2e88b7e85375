// Where a run's history goes, and the journal that writes it: history file, --events, or neither.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/text_buffer.h"
#include "cli/console.h"
#include "cli/options.h"
#include "history/encoder.h"
#include "history/writer.h"
#include "runtime/run.h"

namespace pawl::cli {

/// The place of one run's history.
struct HistoryPlace {
  std::string run;           // the run's name
  std::string file;          // empty: not written
  bool is_in_store = false;  // the file stands in a folder of its own
  /// Somebody runs the very same execution at this moment: its history is read, not written
  bool is_running = false;
};

/// The durability that the options ask for.
history::Durability durability_of(const RunOptions& options);

/// Whether the user chose the run's name; a generated one that is taken gets a number. A chosen one that is
/// taken is the same run if that is still running and has the same input, and an error otherwise, as AWS has
/// it (API reference: StartExecution).
enum class RunName : uint8_t { Given, Generated };

/// Finds and makes the place: the state directory, or what --history says. Errors tell what to do.
Result<HistoryPlace> make_history_place(const RunOptions& options, const std::string& run, RunName name,
                                        const Value& input);

/// The journal of one run. Closing it is the caller's last word: only then errors of the last write are
/// known.
class RunJournal final : public runtime::Journal {
 public:
  static Result<std::unique_ptr<RunJournal>> open(const HistoryPlace& place, const RunOptions& options,
                                                  Console& console);

  /// Goes on with a history that is there: `writer` has taken it over.
  static Result<std::unique_ptr<RunJournal>> resume(std::unique_ptr<history::Writer> writer,
                                                    const RunOptions& options, Console& console);

  /// The next event says so under `pawl`, as its member `resumed`; null: nothing is to be said.
  void note(Value resumed) { resumed_ = std::move(resumed); }

  void append(const history::HistoryEvent& event) override;
  /// An error too when the reader of `--events -` went away: see Console::out_closed().
  Result<void> commit() override;
  Result<void> flush() override;
  Result<void> close();

 private:
  explicit RunJournal(Console& console) : console_(console) {}
  Result<void> open_events(const RunOptions& options);
  void write(const history::HistoryEvent& event);
  Result<void> write_out();

  Console& console_;
  std::unique_ptr<history::Writer> history_;  // null: none
  std::unique_ptr<history::Writer> events_;   // --events FILE; null: none
  Value resumed_;                             // null: none
  bool to_stdout_ = false;                    // --events -
  history::Encoder encoder_;
  TextBuffer waiting_;  // for standard output
};

}  // namespace pawl::cli
