#include "items/folder_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/blocking_io.h"
#include "base/file_access.h"
#include "base/small_file.h"
#include "items/folder_path.h"

namespace pawl::items {
namespace {

class FileStream final : public ByteStream {
 public:
  FileStream(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    (void)::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileStream() override { ::close(fd_); }
  Result<size_t> read(char* into, size_t most) override {
    const ssize_t got = read_some(fd_, into, most);
    if (got < 0) return fail("cannot read " + path_ + ": " + access_fault(errno));
    return static_cast<size_t>(got);
  }

 private:
  int fd_;
  std::string path_;
};

/// Written beside its place and renamed.
class FileWriter final : public ObjectWriter {
 public:
  FileWriter(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~FileWriter() override {
    if (fd_ >= 0) ::close(fd_);
    if (!is_shown_) ::unlink(part_path(path_).c_str());
  }

  Result<void> append(std::string_view bytes) override {
    if (const int error = write_all(fd_, bytes); error != 0) return failed(error);
    return {};
  }

  Result<void> complete() override {
    const int synced = ::fsync(fd_) == 0 ? 0 : errno;
    const int closed = ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno;
    if (synced != 0 || closed != 0) return failed(synced != 0 ? synced : closed);
    return {};
  }

  Result<void> commit() override {
    if (::rename(part_path(path_).c_str(), path_.c_str()) != 0) return failed(errno);
    is_shown_ = true;
    sync_folder(path_.substr(0, path_.rfind('/') + 1));
    return {};
  }

  void withdraw() override { ::unlink(path_.c_str()); }

 private:
  [[nodiscard]] tl::unexpected<Error> failed(int error) const {
    return fail("cannot write " + path_ + ": " + access_fault(error));
  }

  int fd_;
  std::string path_;
  bool is_shown_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> open_file(const std::string& path) {
  const int fd = open_regular(path, O_RDONLY);
  if (fd < 0) return fail("cannot read " + path + ": " + access_fault(errno));
  return std::make_unique<FileStream>(fd, path);
}

Result<std::unique_ptr<ObjectWriter>> create_file(std::string path) {
  const std::string part = part_path(path);
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) return fail("cannot write " + path + ": " + access_fault(errno));
  return std::make_unique<FileWriter>(fd, std::move(path));
}

Result<std::string> file_head(const std::string& path, size_t most) {
  PAWL_TRY(const auto stream, open_file(path));
  std::string head(most, '\0');
  size_t size = 0;
  while (size < most) {
    PAWL_TRY(const size_t got, stream->read(head.data() + size, most - size));
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  return head;
}

}  // namespace pawl::items
