#include "history/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/blocking_io.h"
#include "base/file_access.h"
#include "base/small_file.h"

namespace pawl::history {
namespace {

constexpr size_t kBatchBytes = size_t{64} << 10;
constexpr Millis kBatchAge = 10;

std::string reason(int error) { return std::strerror(error); }

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
}

}  // namespace

tl::unexpected<Error> is_written_already(const std::string& path) {
  return fail("'" + path +
              "' is being written by another pawl: wait for it, or choose another --history or --name");
}

Result<std::unique_ptr<Writer>> Writer::open(const std::string& path, int flags, Durability durability,
                                             HistoryHome place, std::string_view what) {
  const std::string named = std::string(what) + " '" + path + "'";
  const bool may_be_pipe = place == HistoryHome::Anywhere && (flags & O_CREAT) != 0;
  flags |= O_WRONLY | O_APPEND | O_CLOEXEC | (place == HistoryHome::RunFolder ? O_NOFOLLOW : 0);
  const int fd = may_be_pipe ? ::open(path.c_str(), flags, 0600) : open_regular(path, flags);
  if (fd < 0)
    return fail("cannot write " + named + ": " + (may_be_pipe ? reason(errno) : access_fault(errno)));
  if ((flags & O_CREAT) != 0) make_private(fd);
  struct stat status {};
  struct stat of_path {};
  const bool is_file = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  const bool is_taken = is_file && ::flock(fd, LOCK_EX | LOCK_NB) != 0;
  // The previous writer may have removed it in between.
  const bool is_gone = is_file && (::stat(path.c_str(), &of_path) != 0 || of_path.st_ino != status.st_ino);
  if (is_taken || is_gone) {
    ::close(fd);
    return nullptr;
  }
  return std::unique_ptr<Writer>(new Writer(path, named, fd, durability, is_file, place));
}

Result<std::unique_ptr<Writer>> Writer::take(const std::string& path, Durability durability,
                                             HistoryHome place, std::string_view what) {
  return open(path, O_CREAT, durability, place, what);
}

Result<std::unique_ptr<Writer>> Writer::create(const std::string& path, Durability durability) {
  PAWL_TRY(std::unique_ptr<Writer> writer, take(path, durability));
  if (!writer) return is_written_already(path);
  PAWL_CHECK(writer->clear());
  return writer;
}

Result<std::unique_ptr<Writer>> Writer::reopen(const std::string& path, Durability durability,
                                               HistoryHome place) {
  // A child that a killed pawl was about to start holds its lock until it has become the task's program.
  constexpr int kPollsOfGrace = 20;
  constexpr useconds_t kPoll = 10'000;  // microseconds
  for (int polls = 0; polls < kPollsOfGrace; ++polls) {
    PAWL_TRY(std::unique_ptr<Writer> writer, open(path, 0, durability, place, "the history"));
    if (writer) return writer;
    ::usleep(kPoll);
  }
  return is_written_already(path);
}

bool Writer::is_empty() const {
  struct stat status {};
  return !is_file_ || (::fstat(fd_, &status) == 0 && status.st_size == 0);
}

Result<void> Writer::clear() {
  if (is_file_ && ::ftruncate(fd_, 0) != 0) return fail("cannot empty " + what_ + ": " + reason(errno));
  return {};
}

Result<void> Writer::continue_at(uint64_t whole_bytes, bool ends_with_newline, std::string_view lines) {
  if (is_file_ && ::ftruncate(fd_, static_cast<off_t>(whole_bytes)) != 0) {
    return fail("cannot cut the torn end off " + what_ + ": " + reason(errno));
  }
  written_ = whole_bytes;
  if (!ends_with_newline) waiting_.append('\n');
  waiting_.append(lines);
  return commit();
}

Writer::Writer(std::string path, std::string what, int fd, Durability durability, bool is_file,
               HistoryHome place)
    : path_(std::move(path)),
      what_(std::move(what)),
      fd_(fd),
      durability_(durability),
      is_file_(is_file),
      place_(place) {}

Writer::~Writer() { (void)close(); }

void Writer::append(const HistoryEvent& event) {
  if (!failure_.empty()) return;
  if (waiting_.empty()) oldest_waiting_ = event.timestamp;
  encoder_.encode(event, waiting_);
  if (waiting_.size() >= kBatchBytes || event.timestamp - oldest_waiting_ >= kBatchAge) (void)hand_out();
}

void Writer::append_lines(std::string_view lines) {
  if (failure_.empty()) waiting_.append(lines);
}

Result<void> Writer::write_out() {
  if (!failure_.empty()) return fail(failure_);
  if (const int error = write_all(fd_, waiting_.view()); error != 0) {
    failure_ = "cannot write " + what_ + ": " + reason(error) + "; what was written so far is kept";
    // A half-written line would look like a crash; the file ends with the last batch that is whole.
    if (is_file_ && ::ftruncate(fd_, static_cast<off_t>(written_)) != 0)
      failure_ += " (its last line may be cut off)";
    return fail(failure_);
  }
  is_unsynced_ = is_unsynced_ || !waiting_.empty();
  written_ += waiting_.size();
  waiting_.clear();
  return {};
}

/// write_out(), and a sync in a while with Durability::Batch.
Result<void> Writer::hand_out() {
  const bool is_new = !waiting_.empty();
  PAWL_CHECK(write_out());
  if (is_new && is_file_ && durability_ == Durability::Batch) sync_soon();
  return {};
}

Result<void> Writer::commit() {
  PAWL_CHECK(hand_out());
  if (is_file_ && durability_ == Durability::Event && std::exchange(is_unsynced_, false)) {
    if (!std::exchange(are_folders_synced_, true)) sync_folders();
    if (::fdatasync(fd_) != 0) sync_error_ = errno;
  }
  return sync_result();
}

Result<void> Writer::flush() {
  PAWL_CHECK(hand_out());
  return sync_result();
}

Result<void> Writer::sync_result() {
  if (const int error = synced_ ? synced_->error() : sync_error_; error != 0) {
    failure_ = "cannot sync " + what_ + " to its disk: " + reason(error);
    return fail(failure_);
  }
  return {};
}

void Writer::begin_close() {
  if (fd_ < 0 || !is_file_ || durability_ == Durability::None || !write_out()) return;
  if (!synced_) synced_ = SyncedFile::make(fd_, [this] { sync_folders(); });
  if (!synced_) return;
  synced_->sync_now();
  is_unsynced_ = false;
  is_closing_ = true;
}

Result<void> Writer::close() {
  if (fd_ < 0) return {};
  if (is_closing_) synced_->wait();
  auto result = durability_ == Durability::Event ? commit() : write_out();
  if (result) result = sync_result();
  synced_.reset();
  if (result && !is_closing_ && is_file_ && durability_ != Durability::None && ::fdatasync(fd_) != 0) {
    result = fail("cannot sync " + what_ + " to its disk: " + reason(errno));
  }
  if (::close(fd_) != 0 && result) result = fail("cannot close " + what_ + ": " + reason(errno));
  fd_ = -1;
  return result;
}

void Writer::sync_folders() const {
  const std::string folder = folder_of(path_);
  sync_folder(folder);
  if (place_ == HistoryHome::RunFolder) sync_folder(folder_of(folder));
}

void Writer::sync_soon() {
  if (!synced_) synced_ = SyncedFile::make(fd_, [this] { sync_folders(); });
  if (synced_) synced_->sync_soon();
  else durability_ = Durability::Event;  // no thread to be had: commit() syncs by itself
}

}  // namespace pawl::history
