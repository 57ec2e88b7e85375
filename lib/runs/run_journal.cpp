#include "runs/run_journal.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/printable.h"
#include "history/run_store.h"

namespace pawl::runs {

namespace {

namespace fs = std::filesystem;

constexpr size_t kWriteAt = size_t{64} << 10;

}  // namespace

Result<std::unique_ptr<RunJournal>> RunJournal::open(OpenHistory history, const HistorySettings& settings,
                                                     Notices& notices) {
  std::unique_ptr<RunJournal> journal(new RunJournal(notices));
  // Before anything is lost.
  PAWL_CHECK(journal->open_events(settings));
  if (!history.writer) return journal;
  PAWL_CHECK(history.writer->clear());
  if (const HistoryPlace& place = history.place; place.has_folder)
    history::note_writer({place.run, fs::path(place.file).parent_path().string(), place.file});
  journal->history_ = std::move(history.writer);
  return journal;
}

Result<std::unique_ptr<RunJournal>> RunJournal::resume(std::unique_ptr<history::Writer> writer,
                                                       const HistorySettings& settings, Notices& notices) {
  std::unique_ptr<RunJournal> journal(new RunJournal(notices));
  journal->history_ = std::move(writer);
  PAWL_CHECK(journal->open_events(settings));
  return journal;
}

Result<void> RunJournal::open_events(const HistorySettings& settings) {
  if (settings.events == "-") {
    to_notices_ = true;
  } else if (settings.events) {
    PAWL_TRY(events_, history::Writer::take(*settings.events, history::Durability::None,
                                            history::HistoryHome::Anywhere, "the events"));
    if (!events_) return history::is_written_already(*settings.events);
    PAWL_CHECK(check_written_over(*events_, "--events"));
    PAWL_CHECK(events_->clear());
  }
  return {};
}

void RunJournal::append(const history::HistoryEvent& event) {
  if (!resumed_.is_null()) return append_noted(event);
  if (history_) history_->append(event);
  if (events_) events_->append(event);
  if (!to_notices_) return;
  encoder_.encode(event, waiting_);
  if (waiting_.size() >= kWriteAt) (void)write_out();
}

void RunJournal::append_noted(const history::HistoryEvent& event) {
  ObjectBuilder said(event.pawl != nullptr ? *event.pawl : Value::empty_object(), 1);
  said.set("resumed", std::exchange(resumed_, Value()));
  const Value pawl = said.finish();
  history::HistoryEvent noted = event;
  noted.pawl = &pawl;
  append(noted);
}

Result<void> RunJournal::commit() {
  if (history_) PAWL_CHECK(history_->commit());
  if (events_) PAWL_CHECK(events_->commit());
  PAWL_CHECK(write_out());
  return check_size();
}

Result<void> RunJournal::flush() {
  if (history_) PAWL_CHECK(history_->flush());
  if (events_) PAWL_CHECK(events_->flush());
  PAWL_CHECK(write_out());
  return check_size();
}

Result<void> RunJournal::check_size() const {
  if (most_bytes_ == 0) return {};
  for (const history::Writer* writer : {history_.get(), events_.get()}) {
    if (writer == nullptr || writer->bytes() <= most_bytes_) continue;
    return fail(
        fmt::format("the run was stopped, for its history '{}' has reached {} MiB, as that of an endless "
                    "loop does; with `--limits off` it may have any size",
                    printable(writer->path()), most_bytes_ >> 20));
  }
  return {};
}

void RunJournal::begin_close() {
  if (history_) history_->begin_close();
  if (events_) events_->begin_close();
}

Result<void> RunJournal::close() {
  Result<void> result = commit();
  if (history_) {
    if (auto closed = history_->close(); !closed && result) result = closed;
  }
  if (events_) {
    if (auto closed = events_->close(); !closed && result) result = closed;
  }
  return result;
}

Result<void> RunJournal::write_out() {
  if (waiting_.empty()) return {};
  PAWL_TRY(const bool is_read, notices_.write_events(waiting_.view()));
  waiting_.clear();
  if (!is_read) {
    to_notices_ = false;
    notices_.warning("the reader of the events is gone: the run continues without writing them there");
  }
  return {};
}

}  // namespace pawl::runs
