#include "history/run_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/file_access.h"
#include "base/suggestion.h"
#include "history/reader.h"

namespace pawl::history {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHistoryFile = "history.jsonl";
constexpr std::string_view kWriterFile = "pid";
constexpr std::string_view kParkedFile = "parked";
constexpr size_t kShown = 5;  // names in a message

/// Whether there is something other than a folder. What pawl may not look at counts: opening it gives the
/// error.
bool is_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return !S_ISDIR(status.st_mode);
  return errno != ENOENT && errno != ENOTDIR;
}

/// In a run's folder only a regular file is a history: a pipe would keep its reader waiting.
Result<RunFiles> checked(RunFiles run) {
  struct stat status {};
  if (!run.folder.empty() && ::stat(run.history.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return fail("the history '" + run.history + "' is no regular file: pawl did not write it");
  return run;
}

std::string name_list(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i) out += (i == 0 ? "'" : ", '") + names[i] + "'";
  if (names.size() > kShown) out += " and " + std::to_string(names.size() - kShown) + " more";
  return out;
}

/// A history, or a folder that holds one, by its path.
std::optional<RunFiles> by_path(const std::string& text) {
  const fs::path path(text);
  if (is_file(text)) {
    if (path.filename() != kHistoryFile) return RunFiles{path.filename().string(), "", text};
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code ignored;
    return RunFiles{fs::absolute(folder, ignored).lexically_normal().filename().string(), folder.string(),
                    text};
  }
  const std::string inside = (path / kHistoryFile).string();
  if (!is_file(inside)) return std::nullopt;
  std::error_code ignored;
  fs::path whole = fs::absolute(path, ignored).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  return RunFiles{whole.filename().string(), text, inside};
}

/// Whether a process has the file open. (The devices in /proc/locks are not always those of stat(2): btrfs,
/// overlayfs.)
bool has_open(const std::string& pid, const std::string& path) {
  std::error_code error;
  for (fs::directory_iterator files("/proc/" + pid + "/fd", error), end; !error && files != end;
       files.increment(error)) {
    std::error_code other;
    if (fs::equivalent(files->path(), path, other)) return true;
  }
  return false;
}

/// The process that holds the flock(2) of a file, from /proc/locks: "1: FLOCK ADVISORY WRITE 27266
/// fe:00:10961652 0 EOF". 0: none is visible.
int lock_holder(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  const std::string inode = ":" + std::to_string(status.st_ino);
  std::ifstream locks("/proc/locks");
  std::string number, type, strength, mode, pid, file, rest;
  while (locks >> number >> type >> strength >> mode >> pid >> file && std::getline(locks, rest)) {
    if (type == "FLOCK" && mode == "WRITE" && file.ends_with(inode) && has_open(pid, path))
      return std::atoi(pid.c_str());
  }
  return 0;
}

}  // namespace

Result<RunStore> RunStore::of_user() {
  const char* chosen = std::getenv("PAWL_STATE_DIR");
  if (chosen != nullptr && *chosen != '\0') return RunStore((fs::absolute(chosen) / "runs").string());
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return RunStore((fs::path(state) / "pawl/runs").string());
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return RunStore((fs::path(home) / ".local/state/pawl/runs").string());
  return fail("there is no place for runs: neither HOME nor XDG_STATE_HOME nor PAWL_STATE_DIR is set");
}

RunFiles RunStore::files_of(const std::string& name) const {
  const fs::path folder = fs::path(folder_) / name;
  return {name, folder.string(), (folder / kHistoryFile).string()};
}

Result<std::vector<RunFiles>> RunStore::list() const {
  std::vector<RunFiles> runs;
  std::error_code error;
  fs::directory_iterator entries(folder_, error);
  if (error == std::errc::no_such_file_or_directory) return runs;
  if (error) return fail("cannot read the folder of runs '" + folder_ + "': " + error.message());
  for (const fs::directory_entry& entry : entries) {
    RunFiles files = files_of(entry.path().filename().string());
    if (is_file(files.history)) runs.push_back(std::move(files));
  }
  std::sort(runs.begin(), runs.end(), [](const RunFiles& a, const RunFiles& b) { return a.name < b.name; });
  return runs;
}

Result<RunFiles> RunStore::last() const {
  PAWL_TRY(const auto runs, list());
  const RunFiles* latest = nullptr;
  Millis at = 0;
  for (const RunFiles& run : runs) {
    const Millis start = start_of_history(run.history);
    if (latest != nullptr && start < at) continue;
    latest = &run;
    at = start;
  }
  if (latest == nullptr) return fail("there is no run yet in '" + folder_ + "'");
  return *latest;
}

Result<RunFiles> RunStore::find(const std::string& text) const {
  if (text == "@last") return last();
  if (text.starts_with('@'))
    return fail("no run is named '" + text + "': of those with @ there is only @last");
  const bool is_name = !text.empty() && text.find('/') == std::string::npos && text.front() != '.';
  if (is_name) {
    RunFiles exact = files_of(text);
    if (is_file(exact.history)) return checked(std::move(exact));
  }
  if (text != "-") {
    if (auto found = by_path(text)) return checked(std::move(*found));
  } else {
    return RunFiles{"<stdin>", "", "-"};
  }
  std::error_code ignored;
  const bool is_folder = fs::is_directory(text, ignored);
  if (!is_name && !is_folder) return fail("there is no history '" + text + "'");

  std::vector<RunFiles> runs;
  if (is_name) {
    PAWL_TRY(runs, list());
  }
  std::vector<std::string> matching;
  RunFiles* match = nullptr;
  for (RunFiles& run : runs) {
    if (!run.name.starts_with(text)) continue;
    matching.push_back(run.name);
    match = &run;
  }
  if (matching.size() == 1) return checked(std::move(*match));
  if (matching.size() > 1)
    return fail("'" + text + "' begins the names of " + std::to_string(matching.size()) +
                " runs: " + name_list(matching));
  if (is_folder)
    return fail("'" + text + "' is a folder without history.jsonl: name the histories in it one by one");
  std::string message = "no run and no file is named '" + text + "'";
  std::vector<std::string_view> names;
  for (const RunFiles& run : runs) names.push_back(run.name);
  if (const std::string_view nearest = nearest_name(text, names); !nearest.empty()) {
    message += ", did you mean '" + std::string(nearest) + "'?";
  } else {
    message += runs.empty() ? "; there is no run yet in '" + folder_ + "'" : "; `pawl ls` lists the runs";
  }
  return fail(message);
}

Millis start_of_history(const std::string& path) {
  // Our own lines begin with the timestamp; what begins otherwise is read as an event.
  constexpr std::string_view kBegin = "{\"timestamp\":\"";
  char head[64];
  const int fd = open_regular(path, O_RDONLY);
  if (fd < 0) return 0;
  const ssize_t size = ::read(fd, head, sizeof head);
  ::close(fd);
  std::string_view text(head, static_cast<size_t>(std::max<ssize_t>(size, 0)));
  if (text.starts_with(kBegin)) {
    text.remove_prefix(kBegin.size());
    if (const auto at = parse_timestamp(text.substr(0, text.find('"')))) return *at;
  }
  auto reader = Reader::open(path);
  if (!reader) return 0;
  const auto first = reader->next();
  return first && *first ? (*first)->timestamp : 0;
}

bool is_being_written(const std::string& history) {
  const int fd = open_regular(history, O_RDONLY);
  if (fd < 0) return false;
  const bool is_locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(fd);
  return is_locked;
}

int writer_of(const RunFiles& run) {
  const int pid = lock_holder(run.history);
  if (pid != 0 || run.folder.empty()) return pid;
  const int fd = open_regular((fs::path(run.folder) / kWriterFile).string(), O_RDONLY | O_NOFOLLOW);
  if (fd < 0) return 0;
  char text[24] = {};
  const ssize_t size = ::read(fd, text, sizeof text - 1);
  ::close(fd);
  return size > 0 ? std::atoi(text) : 0;
}

bool is_stopped(int pid) {
  // "27266 (pawl) T 1 …": the name may hold anything.
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text.substr(name_end).starts_with(") T");
}

void note_parked(const std::string& history, bool is_parked) {
  const fs::path path(history);
  if (path.filename() != kHistoryFile) return;
  const std::string note = (path.parent_path() / kParkedFile).string();
  if (!is_parked) return (void)::unlink(note.c_str());
  const int fd = open_regular(note, O_WRONLY | O_CREAT | O_NOFOLLOW);
  if (fd < 0) return;
  make_private(fd);
  ::close(fd);
}

bool is_parked(const std::string& history) {
  const fs::path path(history);
  return path.filename() == kHistoryFile && ::access((path.parent_path() / kParkedFile).c_str(), F_OK) == 0;
}

void note_writer(const RunFiles& run) {
  if (run.folder.empty()) return;
  // A new file each time: what stands there may be a link to another.
  const std::string path = (fs::path(run.folder) / kWriterFile).string();
  (void)::unlink(path.c_str());
  const int fd = open_regular(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (fd < 0) return;
  make_private(fd);
  const std::string line = std::to_string(::getpid()) + "\n";
  if (::write(fd, line.data(), line.size()) < 0) {
    // `pawl stop` asks for the holder of the lock first.
  }
  ::close(fd);
}

Result<bool> remove_run(const RunFiles& run) {
  const int fd = open_regular(run.history, O_RDONLY | O_NOFOLLOW);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(fd);
    return false;
  }
  std::error_code error;
  fs::remove_all(run.folder, error);
  if (fd >= 0) ::close(fd);
  if (error) return fail(error.message());
  return true;
}

Result<RunFiles> find_run(const std::string& text) {
  if (text == "-") return RunFiles{"<stdin>", "", "-"};
  auto store = RunStore::of_user();
  if (store) return store->find(text);
  if (auto found = by_path(text)) return checked(std::move(*found));
  return tl::unexpected<Error>(store.error());
}

}  // namespace pawl::history
