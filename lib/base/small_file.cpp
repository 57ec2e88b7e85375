#include "base/small_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/blocking_io.h"
#include "base/file_access.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(const std::string& path, int error) {
  return fail("cannot write '" + path + "': " + std::strerror(error));
}

/// Beside the file, and hidden until it is whole.
std::string draft_of(const fs::path& path) {
  static std::atomic<uint64_t> count = 0;
  const std::string name = "." + std::to_string(::getpid()) + "-" + std::to_string(++count);
  return (path.parent_path() / name).string();
}

int write_draft(const std::string& draft, std::string_view text, Sync sync) {
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  make_private(fd);
  int error = write_all(fd, text);
  if (error == 0 && sync == Sync::Yes && ::fdatasync(fd) != 0) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  return error;
}

}  // namespace

Result<bool> write_file(const std::string& path, std::string_view text, IfThere if_there, Sync sync) {
  const std::string draft = draft_of(path);
  int error = write_draft(draft, text, sync);
  bool is_new = true;
  if (error == 0 && if_there == IfThere::Replace) {
    if (::rename(draft.c_str(), path.c_str()) != 0) error = errno;
  } else if (error == 0) {
    if (::link(draft.c_str(), path.c_str()) != 0) error = errno;
    is_new = error == 0;
    if (error == EEXIST) error = 0;
  }
  if (error != 0 || if_there == IfThere::Leave) ::unlink(draft.c_str());
  if (error != 0) return cannot_write(path, error);
  if (sync == Sync::Yes) sync_folder(fs::path(path).parent_path().string());
  return is_new;
}

void sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);
  ::close(fd);
}

Result<void> sync_around(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = fd >= 0 && ::syncfs(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (is_synced) return {};
  return fail("cannot sync '" + folder + "': " + std::strerror(error));
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Result<void> make_folders(const std::string& folder) {
  fs::path made;
  for (const fs::path& part : fs::path(folder)) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) == 0 || errno == EEXIST || fs::is_directory(made)) continue;
    return fail("cannot make the folder '" + made.string() + "': " + std::strerror(errno));
  }
  return {};
}

std::vector<std::string> files_in(const std::string& folder, std::string_view suffix) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator files(folder, error), end; !error && files != end; files.increment(error)) {
    std::string name = files->path().filename().string();
    if (name.ends_with(suffix) && !name.starts_with('.')) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace pawl
