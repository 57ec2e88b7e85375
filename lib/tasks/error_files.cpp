#include "tasks/error_files.h"

#include <fcntl.h>
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
constexpr std::string_view kFolder = "/errors";
}  // namespace

void ErrorFiles::clear(const std::string& run_folder) {
  std::error_code ignored;
  if (!run_folder.empty()) std::filesystem::remove_all(run_folder + std::string(kFolder), ignored);
}

ErrorFiles::~ErrorFiles() {
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

std::string ErrorFiles::path_for(uint64_t ticket) {
  if (!is_tried_) {
    is_tried_ = true;
    clear(run_folder_);
    std::error_code error;
    std::string in_run = run_folder_ + std::string(kFolder);
    if (!run_folder_.empty() && ::mkdir(in_run.c_str(), S_IRWXU) == 0 &&
        ::chmod(in_run.c_str(), S_IRWXU) == 0)
      directory_ = std::move(in_run);
    std::string path = (std::filesystem::temp_directory_path(error) / "pawl-XXXXXX").string();
    if (directory_.empty() && !error && ::mkdtemp(path.data()) != nullptr) directory_ = std::move(path);
  }
  return directory_.empty() ? std::string() : directory_ + "/" + std::to_string(ticket);
}

std::optional<std::string> ErrorFiles::take(uint64_t ticket) {
  if (directory_.empty()) return std::nullopt;
  const std::string path = directory_ + "/" + std::to_string(ticket);
  // A command could have put a pipe or a link there: neither is waited for nor followed.
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  // Who starts processes beside us takes descriptors for a moment.
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
