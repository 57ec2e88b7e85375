#include "runs/history_place.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/printable.h"
#include "history/details.h"
#include "history/map_run_reader.h"
#include "history/reader.h"
#include "history/run_probe.h"
#include "history/run_store.h"
#include "tasks/job_folder.h"
#include "value/compare.h"

namespace pawl::runs {

namespace {

namespace fs = std::filesystem;

using workflow::ErrorCode;
using workflow::ServiceResult;

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
    if (::stat(made.c_str(), &status) == 0) continue;  // it exists already
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

/// A folder in which there may be a run. The process that holds the lock of an empty history owns it, so a
/// run that could not begin does not block the next one.
ServiceResult<OpenHistory> open_named(HistoryPlace place, const HistorySettings& settings, const Value& input,
                                      Notices& notices) {
  constexpr useconds_t kPoll = 5'000;  // microseconds
  constexpr int kSilentPolls = 400;    // 2 s
  for (int polls = 0;; ++polls) {
    PAWL_TRY(auto writer,
             history::Writer::take(place.file, settings.durability, history::HistoryHome::RunFolder));
    if (writer && writer->is_empty()) return OpenHistory{std::move(place), std::move(writer)};
    const auto recorded = recorded_input(place.file);
    if (!writer && !recorded) {  // its owner has not written an event yet
      if (polls == kSilentPolls) {
        const int pid =
            history::writer_of({place.run, fs::path(place.file).parent_path().string(), place.file});
        notices.info(fmt::format("waiting for {}, which has taken the name '{}' and has not begun to run",
                                 pid == 0 ? "another pawl" : fmt::format("process {}", pid),
                                 printable(place.run)));
      }
      ::usleep(kPoll);
      continue;
    }
    if (!recorded || !deep_equal(*recorded, input)) {
      return refuse(
          ErrorCode::RunExists,
          fmt::format("there is a run named '{}' already, {}: {}; choose another --name",
                      printable(place.run), recorded ? "with another input" : "which cannot be read",
                      printable(place.file)));
    }
    if (!writer) {
      place.is_running = true;
      return OpenHistory{std::move(place), nullptr};
    }
    writer.reset();
    const std::string_view status = history::name_of(history::probe_run({"", "", place.file}));
    return refuse(ErrorCode::RunExists,
                  fmt::format("there is a run named '{}' already, with the same input, and it is {}: {}",
                              printable(place.run), status,
                              status == "SUCCEEDED"
                                  ? "choose another --name"
                                  : fmt::format("`pawl resume {}` resumes it, or choose another --name",
                                                printable(resume_argument(place)))));
  }
}

}  // namespace

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

std::string run_folder(const HistoryPlace& place) {
  std::error_code error;
  if (!place.has_folder) return {};
  const fs::path file = fs::absolute(place.file, error);
  return error ? std::string() : file.parent_path().string();
}

namespace {

/// Absolute; empty: there is no file that a resume could read.
std::string written_file(const HistoryPlace& place) {
  std::error_code error;
  if (place.file.empty() || !fs::is_regular_file(place.file, error)) return {};
  const fs::path file = fs::absolute(place.file, error);
  return error ? std::string() : file.string();
}

}  // namespace

std::string map_run_folder(const HistoryPlace& place) {
  const std::string file = written_file(place);
  return file.empty() ? file : history::map_run_folder(file);
}

std::string job_folder(const HistoryPlace& place) {
  const std::string file = written_file(place);
  if (file.empty()) return file;
  return place.has_folder ? (fs::path(file).parent_path() / "jobs").string() : file + ".jobs";
}

void remove_leftovers(const HistoryPlace& place) {
  if (const std::string jobs = job_folder(place); !jobs.empty()) tasks::JobFolder::remove_all(jobs);
  std::error_code ignored;
  for (const std::string& journal : history::map_run_journals(map_run_folder(place))) {
    if (history::MapRunReader::open(journal)) fs::remove(journal, ignored);
  }
}

std::string history_path(const HistoryPlace& place) {
  std::error_code ignored;
  return place.file.empty() ? "" : fs::absolute(place.file, ignored).lexically_normal().string();
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

ServiceResult<OpenHistory> open_history(const HistorySettings& settings, const std::string& run, RunName name,
                                        const Value& input, Notices& notices) {
  const std::string said = settings.place.value_or("");
  if (said == "none") return OpenHistory{{run, ""}, nullptr};
  if (settings.place && said.empty())
    return refuse(ErrorCode::InvalidArgument, "--history is empty: give a file, a folder, or none");
  if (settings.place && !is_folder(said)) {
    PAWL_TRY(auto writer, history::Writer::take(said, settings.durability));
    if (!writer) return refuse(ErrorCode::RunIsRunning, history::is_written_already(said).value().message);
    PAWL_CHECK(check_written_over(*writer, "--history"));
    if (!writer->is_empty() && !has_end(said)) {
      return refuse(
          ErrorCode::RunExists,
          fmt::format("'{0}' is the history of a run that has no end: `pawl resume {0}` resumes it; to "
                      "write over it, "
                      "remove it first",
                      printable(said)));
    }
    return OpenHistory{{run, said}, std::move(writer)};
  }

  fs::path runs = said;
  if (!settings.place) {
    const auto store = history::RunStore::of_user();
    if (!store) return fail(fmt::format("{}; say --history FILE or --history none", store.error().message));
    runs = store->folder();
  }
  PAWL_CHECK(make_folders(runs));
  for (int again = 2;; ++again) {
    const std::string taken_or_free = again == 2 ? run : fmt::format("{}-{}", run, again - 1);
    const fs::path folder = runs / taken_or_free;
    const HistoryPlace place{taken_or_free, (folder / "history.jsonl").string(), true};
    const bool is_new = make_folder(folder);
    if (!is_new && errno != EEXIST) return cannot_make(folder, errno);
    if (is_new || name == RunName::Given) return open_named(place, settings, input, notices);
  }
}

bool remove_empty(const HistoryPlace& place) {
  std::error_code ignored;
  if (!place.has_folder || fs::file_size(place.file, ignored) != 0) return false;
  fs::remove_all(fs::path(place.file).parent_path(), ignored);
  return true;
}

}  // namespace pawl::runs
