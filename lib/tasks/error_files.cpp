#include "tasks/error_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/shortage.h"

namespace pawl::tasks {

namespace {
constexpr size_t kMaxBytes = 64 << 10;
constexpr int kTries = 100;
constexpr useconds_t kPause = 1'000;  // microseconds
constexpr const char* kFolder = "/errors";
constexpr std::string_view kTemplate = "pawl-errors-XXXXXX";
constexpr std::string_view kTemporary = kTemplate.substr(0, kTemplate.find('X'));

namespace fs = std::filesystem;

/// Opens a folder and locks it, for as long as the descriptor is open; -1: it is none, or is locked.
int lock_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0 || ::flock(folder, LOCK_EX | LOCK_NB) == 0) return folder;
  ::close(folder);
  return -1;
}

/// Whether `path` still names the open folder.
bool is_at(const std::string& path, int folder) {
  struct stat open = {};
  struct stat found = {};
  return ::fstat(folder, &open) == 0 && ::lstat(path.c_str(), &found) == 0 && open.st_ino == found.st_ino &&
         open.st_dev == found.st_dev;
}

/// Removes the temporary folders of this user that no pawl holds any more: a killed one left them.
void remove_abandoned(const fs::path& parent) {
  std::error_code error;
  for (auto entry = fs::directory_iterator(parent, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string path = entry->path().string();
    struct stat status = {};
    if (!entry->path().filename().string().starts_with(kTemporary)) continue;
    if (::lstat(path.c_str(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    const int folder = lock_folder(path);
    if (folder < 0) continue;
    std::error_code ignored;
    fs::remove_all(path, ignored);
    ::close(folder);
  }
}
}  // namespace

void ErrorFiles::clear(const std::string& run_folder) {
  std::error_code ignored;
  if (!run_folder.empty()) fs::remove_all(run_folder + kFolder, ignored);
}

ErrorFiles::~ErrorFiles() {
  std::error_code ignored;
  if (!directory_.empty()) fs::remove_all(directory_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

void ErrorFiles::make_temporary() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) return;
  remove_abandoned(parent);
  // Another pawl that tidies up may take a folder that is not locked yet.
  for (int tries = 0; tries < kTries && directory_.empty(); ++tries) {
    std::string path = (parent / kTemplate).string();
    if (::mkdtemp(path.data()) == nullptr) return;
    lock_ = lock_folder(path);
    if (lock_ >= 0 && is_at(path, lock_)) directory_ = std::move(path);
    else if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  }
}

std::string ErrorFiles::path_for(uint64_t ticket) {
  if (!is_tried_) {
    is_tried_ = true;
    clear(run_folder_);
    std::string in_run = run_folder_ + kFolder;
    if (!run_folder_.empty() && ::mkdir(in_run.c_str(), S_IRWXU) == 0 &&
        ::chmod(in_run.c_str(), S_IRWXU) == 0)
      directory_ = std::move(in_run);
    else make_temporary();
  }
  return directory_.empty() ? std::string() : directory_ + "/" + std::to_string(ticket);
}

std::optional<std::string> ErrorFiles::take(uint64_t ticket) {
  if (directory_.empty()) return std::nullopt;
  const std::string path = directory_ + "/" + std::to_string(ticket);
  // A command could have put a pipe or a link there: do not block, do not follow.
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  // Other threads that start processes use descriptors for a moment.
  for (int tries = 0; file < 0 && is_shortage(errno) && tries < kTries; ++tries) {
    ::usleep(kPause);
    file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  }
  if (file < 0) return std::nullopt;
  std::string text(kMaxBytes, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t n = ::read(file, text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    size += static_cast<size_t>(n);
  }
  ::close(file);
  ::unlink(path.c_str());
  text.resize(size);
  return text;
}

}  // namespace pawl::tasks
