// The journal of one run: its history, the file of its events, both or neither.
#pragma once
#include <memory>

#include "base/result.h"
#include "base/text_buffer.h"
#include "history/encoder.h"
#include "history/writer.h"
#include "runs/history_place.h"
#include "runs/notices.h"
#include "runs/settings.h"
#include "runtime/run.h"

namespace pawl::runs {

/// The journal of one run. The caller closes it at the end: only then errors of the last write are
/// known.
class RunJournal final : public runtime::Journal {
 public:
  /// Errors: the events go nowhere; then the history is as it was.
  static Result<std::unique_ptr<RunJournal>> open(OpenHistory history, const HistorySettings& settings,
                                                  Notices& notices);

  /// Goes on with a history that is there: `writer` has taken it over.
  static Result<std::unique_ptr<RunJournal>> resume(std::unique_ptr<history::Writer> writer,
                                                    const HistorySettings& settings, Notices& notices);

  /// The next event says so under `pawl`, as its member `resumed`; null: nothing is to be said.
  void note(Value resumed) { resumed_ = std::move(resumed); }

  /// A history or events file that grows beyond so many bytes is an error of commit() and flush(); 0: any
  /// size will do.
  void limit_to(uint64_t bytes) { most_bytes_ = bytes; }

  void append(const history::HistoryEvent& event) override;
  /// When the reader of Notices::write_events() went away, that is said once, and nothing more goes there.
  Result<void> commit() override;
  Result<void> flush() override;
  /// As Writer has it.
  void begin_close();
  Result<void> close();

 private:
  explicit RunJournal(Notices& notices) : notices_(notices) {}
  Result<void> open_events(const HistorySettings& settings);
  void append_noted(const history::HistoryEvent& event);
  Result<void> write_out();
  Result<void> check_size() const;

  Notices& notices_;
  std::unique_ptr<history::Writer> history_;  // null: none
  std::unique_ptr<history::Writer> events_;   // HistorySettings::events; null: none
  Value resumed_;                             // null: none
  uint64_t most_bytes_ = 0;                   // 0: no limit
  bool to_notices_ = false;                   // events "-"
  history::Encoder encoder_;
  TextBuffer waiting_;  // for the notices
};

}  // namespace pawl::runs
