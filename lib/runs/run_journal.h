// RunJournal: writes the events of a run to its history and to the file of --events, to both or to neither.
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

/// The caller calls close() at the end, which reports errors of the last write.
class RunJournal final : public runtime::Journal {
 public:
  /// Errors: the file of --events cannot be written; the history is unchanged then.
  static Result<std::unique_ptr<RunJournal>> open(OpenHistory history, const HistorySettings& settings,
                                                  Notices& notices);

  /// Continues the history that `writer` has opened.
  static Result<std::unique_ptr<RunJournal>> resume(std::unique_ptr<history::Writer> writer,
                                                    const HistorySettings& settings, Notices& notices);

  /// The member `resumed` of the next event's `pawl`; null: none.
  void note(Value resumed) { resumed_ = std::move(resumed); }

  /// Once a file has more bytes than this, commit() and flush() are errors; 0: no limit.
  void limit_to(uint64_t bytes) { most_bytes_ = bytes; }

  void append(const history::HistoryEvent& event) override;
  /// If the reader of Notices::write_events() closes its end, one notice says so, and no more events go
  /// there.
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
