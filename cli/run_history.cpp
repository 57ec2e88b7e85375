#include "cli/run_history.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "history/glance.h"
#include "history/reader.h"
#include "history/run_store.h"
#include "value/compare.h"
#include "value/parse.h"

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

Result<void> make_folders(const fs::path& folder) {
  fs::path made;
  for (const fs::path& part : folder) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) == 0 || errno == EEXIST || errno == EISDIR) continue;
    const int error = errno;
    struct stat status {};
    if (::stat(made.c_str(), &status) == 0) continue;  // there, though it could not have been made
    return cannot_make(folder, error);
  }
  return {};
}

bool has_input(const fs::path& file, const Value& input) {
  auto reader = history::Reader::open(file.string());
  if (!reader) return false;
  const auto first = reader->next();
  if (!first || !*first) return false;
  const Value* text = (*first)->details.find("input");
  if (text == nullptr || !text->is_string()) return false;
  const auto recorded = parse_json(text->as_string());
  return recorded && deep_equal(*recorded, input);
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return path.ends_with('/') || fs::is_directory(path, ignored);
}

}  // namespace

history::Durability durability_of(const RunOptions& options) {
  static constexpr history::Durability kDurability[] = {
      history::Durability::Event, history::Durability::Batch, history::Durability::None};
  return kDurability[static_cast<size_t>(options.durability)];
}

Result<HistoryPlace> make_history_place(const RunOptions& options, const std::string& run, RunName name,
                                        const Value& input) {
  const std::string said = options.history.value_or("");
  if (said == "none") return HistoryPlace{run, ""};
  if (options.history && said.empty()) return fail("--history is empty: give a file, a folder, or none");
  if (options.history && !is_folder(said)) return HistoryPlace{run, said};

  fs::path runs = said;
  if (!options.history) {
    PAWL_TRY(runs, runs_folder());
  }
  PAWL_CHECK(make_folders(runs));
  for (int again = 2;; ++again) {
    const std::string taken_or_free = again == 2 ? run : fmt::format("{}-{}", run, again - 1);
    const fs::path folder = runs / taken_or_free;
    const fs::path file = folder / "history.jsonl";
    if (::mkdir(folder.c_str(), 0700) == 0) return HistoryPlace{taken_or_free, file.string(), true};
    if (errno != EEXIST) return cannot_make(folder, errno);
    if (name == RunName::Generated) continue;
    if (!has_input(file, input)) {
      return fail(
          fmt::format("there is a run named '{}' already, with another input: {}; choose another --name",
                      printable(run), printable(file.string())));
    }
    if (history::is_being_written(file.string())) return HistoryPlace{run, file.string(), true, true};
    const std::string_view status =
        history::name_of(history::glance_at({run, folder.string(), file.string()}));
    return fail(fmt::format(
        "there is a run named '{}' already, with the same input, and it is {}: {}", printable(run), status,
        status == "SUCCEEDED"
            ? "choose another --name"
            : fmt::format("`pawl resume {}` goes on with it, or choose another --name", printable(run))));
  }
}

Result<std::unique_ptr<RunJournal>> RunJournal::open(const HistoryPlace& place, const RunOptions& options,
                                                     Console& console) {
  std::unique_ptr<RunJournal> journal(new RunJournal(console));
  if (!place.file.empty()) {
    PAWL_TRY(journal->history_, history::Writer::create(place.file, durability_of(options)));
    if (place.is_in_store)
      history::note_writer({place.run, fs::path(place.file).parent_path().string(), place.file});
  }
  PAWL_CHECK(journal->open_events(options));
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
    PAWL_TRY(events_, history::Writer::create(*options.events, history::Durability::None));
  }
  return {};
}

void RunJournal::append(const history::HistoryEvent& event) {
  if (resumed_.is_null()) return write(event);
  ObjectBuilder said(event.pawl != nullptr ? *event.pawl : Value::empty_object(), 1);
  said.set("resumed", std::exchange(resumed_, Value()));
  const Value pawl = said.finish();
  history::HistoryEvent noted = event;
  noted.pawl = &pawl;
  write(noted);
}

void RunJournal::write(const history::HistoryEvent& event) {
  if (history_) history_->append(event);
  if (events_) events_->append(event);
  if (!to_stdout_) return;
  encoder_.encode(event, waiting_);
  if (waiting_.size() >= kWriteAt) (void)write_out();
}

Result<void> RunJournal::commit() {
  if (history_) PAWL_CHECK(history_->commit());
  if (events_) PAWL_CHECK(events_->commit());
  return write_out();
}

Result<void> RunJournal::flush() {
  if (history_) PAWL_CHECK(history_->flush());
  if (events_) PAWL_CHECK(events_->flush());
  return write_out();
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
  if (!waiting_.empty()) {
    PAWL_CHECK(console_.out(waiting_.view()));
    waiting_.clear();
  }
  if (to_stdout_ && console_.out_closed()) return fail("the reader of the events went away");
  return {};
}

}  // namespace pawl::cli
