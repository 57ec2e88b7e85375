#include "cli/run_history.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "history/details.h"
#include "history/reader.h"
#include "history/run_probe.h"
#include "history/run_store.h"
#include "value/compare.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

constexpr size_t kWriteAt = size_t{64} << 10;

/// ${XDG_STATE_HOME:-~/.local/state}/pawl/runs
Result<fs::path> runs_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return fs::path(state) / "pawl/runs";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return fs::path(home) / ".local/state/pawl/runs";
  return fail("there is no place for the history: HOME is not set; say --history FILE or --history none");
}

tl::unexpected<Error> cannot_make(const fs::path& folder, int error) {
  return fail(
      fmt::format("cannot make the folder '{}' for the history: {}; --history FILE puts it elsewhere, "
                  "--history none does "
                  "without",
                  printable(folder.string()), std::strerror(error)));
}

/// False: errno.
bool make_folder(const fs::path& folder) {
  constexpr mode_t kOwner = 0700;
  // A strict umask may take the owner's own rights.
  return ::mkdir(folder.c_str(), kOwner) == 0 && ::chmod(folder.c_str(), kOwner) == 0;
}

Result<void> make_folders(const fs::path& folder) {
  fs::path made;
  for (const fs::path& part : folder) {
    made /= part;
    if (make_folder(made) || errno == EEXIST || errno == EISDIR) continue;
    const int error = errno;
    struct stat status {};
    if (::stat(made.c_str(), &status) == 0) continue;  // there, though it could not have been made
    return cannot_make(folder, error);
  }
  return {};
}

/// The input as the first event holds it; nullopt: it is not written yet, or cannot be read.
std::optional<Value> recorded_input(const std::string& file) {
  auto reader = history::Reader::open(file);
  if (!reader) return std::nullopt;
  const auto first = reader->next();
  if (!first || !*first) return std::nullopt;
  return history::payload_of((*first)->details, "input");
}

bool has_end(const std::string& file) {
  return history::probe_run({"", "", file}).status != history::RunStatus::Running;
}

/// Only events that pawl wrote may be written over.
Result<void> check_written_over(const history::Writer& writer, std::string_view flag) {
  if (writer.is_empty()) return {};
  auto reader = history::Reader::open(writer.path());
  const auto first = reader ? reader->next() : tl::unexpected<Error>(reader.error());
  if (first && *first && (*first)->pawl.find("format") != nullptr) return {};
  return fail(
      fmt::format("{} '{}' would write over something that is no history of pawl: give another file, "
                  "or remove this one first",
                  flag, printable(writer.path())));
}

/// A folder in which there may be a run: whoever has the lock of an empty history owns it, and a run that
/// could not begin leaves nothing in the way of the next.
Result<OpenHistory> open_named(HistoryPlace place, const RunOptions& options, const Value& input,
                               Console& console) {
  constexpr useconds_t kPoll = 5'000;  // microseconds
  constexpr int kSilentPolls = 400;    // 2 s
  for (int polls = 0;; ++polls) {
    PAWL_TRY(auto writer,
             history::Writer::take(place.file, durability_of(options), history::HistoryHome::RunFolder));
    if (writer && writer->is_empty()) return OpenHistory{std::move(place), std::move(writer)};
    const auto recorded = recorded_input(place.file);
    if (!writer && !recorded) {  // its owner has not come to its first event
      if (polls == kSilentPolls) {
        const int pid =
            history::writer_of({place.run, fs::path(place.file).parent_path().string(), place.file});
        console.err(fmt::format("waiting for {}, which has taken the name '{}' and has not begun to run\n",
                                pid == 0 ? "another pawl" : fmt::format("process {}", pid),
                                printable(place.run)));
      }
      ::usleep(kPoll);
      continue;
    }
    if (!recorded || !deep_equal(*recorded, input)) {
      return fail(fmt::format("there is a run named '{}' already, {}: {}; choose another --name",
                              printable(place.run), recorded ? "with another input" : "which cannot be read",
                              printable(place.file)));
    }
    if (!writer) {
      place.is_running = true;
      return OpenHistory{std::move(place), nullptr};
    }
    writer.reset();
    const std::string_view status = history::name_of(history::probe_run({"", "", place.file}));
    return fail(fmt::format("there is a run named '{}' already, with the same input, and it is {}: {}",
                            printable(place.run), status,
                            status == "SUCCEEDED"
                                ? "choose another --name"
                                : fmt::format("`pawl resume {}` goes on with it, or choose another --name",
                                              printable(resume_argument(place)))));
  }
}

}  // namespace

std::string run_folder(const HistoryPlace& place) {
  std::error_code error;
  if (!place.has_folder) return {};
  const fs::path file = fs::absolute(place.file, error);
  return error ? std::string() : file.parent_path().string();
}

history::Durability durability_of(const RunOptions& options) {
  static constexpr history::Durability kDurability[] = {
      history::Durability::Event, history::Durability::Batch, history::Durability::None};
  return kDurability[static_cast<size_t>(options.durability)];
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return path.ends_with('/') || fs::is_directory(path, ignored);
}

std::string resume_argument(const HistoryPlace& place) {
  if (!place.has_folder) return place.file;
  const auto found = history::find_run(place.run);
  std::error_code ignored;
  return found && fs::equivalent(found->history, place.file, ignored) ? place.run : place.file;
}

Result<OpenHistory> open_history(const RunOptions& options, const std::string& run, RunName name,
                                 const Value& input, Console& console) {
  const std::string said = options.history.value_or("");
  if (said == "none") return OpenHistory{{run, ""}, nullptr};
  if (options.history && said.empty()) return fail("--history is empty: give a file, a folder, or none");
  if (options.history && !is_folder(said)) {
    PAWL_TRY(auto writer, history::Writer::take(said, durability_of(options)));
    if (!writer) return history::is_written_already(said);
    PAWL_CHECK(check_written_over(*writer, "--history"));
    if (!writer->is_empty() && !has_end(said)) {
      return fail(
          fmt::format("'{0}' is the history of a run that has no end: `pawl resume {0}` goes on with it; to "
                      "write over it, "
                      "remove it first",
                      printable(said)));
    }
    return OpenHistory{{run, said}, std::move(writer)};
  }

  fs::path runs = said;
  if (!options.history) {
    PAWL_TRY(runs, runs_folder());
  }
  PAWL_CHECK(make_folders(runs));
  for (int again = 2;; ++again) {
    const std::string taken_or_free = again == 2 ? run : fmt::format("{}-{}", run, again - 1);
    const fs::path folder = runs / taken_or_free;
    const HistoryPlace place{taken_or_free, (folder / "history.jsonl").string(), true};
    const bool is_new = make_folder(folder);
    if (!is_new && errno != EEXIST) return cannot_make(folder, errno);
    if (is_new || name == RunName::Given) return open_named(place, options, input, console);
  }
}

bool remove_empty(const HistoryPlace& place) {
  std::error_code ignored;
  if (!place.has_folder || fs::file_size(place.file, ignored) != 0) return false;
  fs::remove_all(fs::path(place.file).parent_path(), ignored);
  return true;
}

Result<std::unique_ptr<RunJournal>> RunJournal::open(OpenHistory history, const RunOptions& options,
                                                     Console& console) {
  std::unique_ptr<RunJournal> journal(new RunJournal(console));
  // Before anything is lost.
  PAWL_CHECK(journal->open_events(options));
  if (!history.writer) return journal;
  PAWL_CHECK(history.writer->clear());
  if (const HistoryPlace& place = history.place; place.has_folder)
    history::note_writer({place.run, fs::path(place.file).parent_path().string(), place.file});
  journal->history_ = std::move(history.writer);
  return journal;
}

Result<std::unique_ptr<RunJournal>> RunJournal::resume(std::unique_ptr<history::Writer> writer,
                                                       const RunOptions& options, Console& console) {
  std::unique_ptr<RunJournal> journal(new RunJournal(console));
  journal->history_ = std::move(writer);
  PAWL_CHECK(journal->open_events(options));
  return journal;
}

Result<void> RunJournal::open_events(const RunOptions& options) {
  if (options.events == "-") {
    to_stdout_ = true;
  } else if (options.events) {
    PAWL_TRY(events_, history::Writer::take(*options.events, history::Durability::None,
                                            history::HistoryHome::Anywhere, "the events"));
    if (!events_) return history::is_written_already(*options.events);
    PAWL_CHECK(check_written_over(*events_, "--events"));
    PAWL_CHECK(events_->clear());
  }
  return {};
}

void RunJournal::append(const history::HistoryEvent& event) {
  if (!resumed_.is_null()) return append_noted(event);
  if (history_) history_->append(event);
  if (events_) events_->append(event);
  if (!to_stdout_) return;
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
  PAWL_CHECK(console_.out(waiting_.view()));
  waiting_.clear();
  if (console_.out_closed()) {
    to_stdout_ = false;
    console_.warning("nobody reads the events any more: the run goes on without writing them there");
  }
  return {};
}

}  // namespace pawl::cli
