#include "history/sync_thread.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace pawl::history {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPause = std::chrono::milliseconds(10);
constexpr size_t kMostThreads = 8;
constexpr size_t kMany = 16;  // files that wait: from here on their file system is synced at once

}  // namespace

class SyncThreads {
 public:
  /// The process's own, which live as long as somebody has them.
  static std::shared_ptr<SyncThreads> get() {
    static std::mutex mutex;
    static std::weak_ptr<SyncThreads> known;
    const std::lock_guard lock(mutex);
    auto threads = known.lock();
    if (!threads) known = threads = std::make_shared<SyncThreads>();
    return threads;
  }

  /// False: the system has no thread left.
  bool have_one() {
    const std::lock_guard lock(mutex_);
    return !threads_.empty() || start();
  }

  SyncThreads() = default;
  ~SyncThreads() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  SyncThreads(const SyncThreads&) = delete;
  SyncThreads& operator=(const SyncThreads&) = delete;

  void sync_soon(SyncedFile& file) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(file.is_dirty_, true) || file.is_busy_) return;
    add(file);
    if (waiting_.size() > 1 && idle_ == 0 && threads_.size() < kMostThreads) (void)start();
    arrived_.notify_one();
  }

  void sync_now(SyncedFile& file) {
    const std::lock_guard lock(mutex_);
    file.is_urgent_ = true;
    if (file.is_dirty_ && !file.is_busy_) remove(file);
    file.is_dirty_ = true;
    if (file.is_busy_) return;
    add(file);
    if (idle_ < waiting_.size() && threads_.size() < kMostThreads) (void)start();
    arrived_.notify_all();
  }

  void wait(const SyncedFile& file) {
    std::unique_lock lock(mutex_);
    synced_.wait(lock, [&file] { return !file.is_dirty_ && !file.is_busy_; });
  }

  void leave(SyncedFile& file) {
    std::unique_lock lock(mutex_);
    remove(file);
    file.is_dirty_ = false;  // whoever syncs it now does not do it again
    synced_.wait(lock, [&file] { return !file.is_busy_; });
  }

 private:
  struct Waiting {
    SyncedFile* file;
    Clock::time_point due;
  };

  void add(SyncedFile& file) {
    if (std::exchange(file.is_urgent_, false)) waiting_.push_front({&file, Clock::now()});
    else waiting_.push_back({&file, Clock::now() + kPause});
  }
  void remove(const SyncedFile& file) {
    std::erase_if(waiting_, [&file](const Waiting& one) { return one.file == &file; });
  }

  bool start() {
    // Signals are the main thread's business.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool has_started = true;
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      has_started = false;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return has_started;
  }

  /// The file that is due; where many wait, all of its file system.
  std::vector<SyncedFile*> take() {
    std::vector<SyncedFile*> files{waiting_.front().file};
    waiting_.pop_front();
    if (waiting_.size() >= kMany) {
      const uint64_t device = files.front()->device_;
      std::erase_if(waiting_, [&](const Waiting& one) {
        const bool is_taken = one.file->device_ == device;
        if (is_taken) files.push_back(one.file);
        return is_taken;
      });
    }
    for (SyncedFile* file : files) {
      file->is_dirty_ = false;
      file->is_busy_ = true;
    }
    return files;
  }

  static void sync(const std::vector<SyncedFile*>& files) {
    if (files.size() > 1 && ::syncfs(files.front()->descriptor_) == 0) {
      for (SyncedFile* file : files) file->first_ = nullptr;
      return;
    }
    for (SyncedFile* file : files) file->sync();
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      arrived_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      if (!ends_) {
        // A copy: the wait looks at it again at its end, when the element may be gone.
        const Clock::time_point due = waiting_.front().due;
        if (due > Clock::now()) arrived_.wait_until(lock, due);
      }
      --idle_;
      if (ends_) return;
      if (waiting_.empty() || waiting_.front().due > Clock::now()) continue;
      const std::vector<SyncedFile*> files = take();
      lock.unlock();
      sync(files);
      lock.lock();
      for (SyncedFile* file : files) {
        file->is_busy_ = false;
        if (file->is_dirty_) add(*file);
      }
      synced_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable synced_;
  std::deque<Waiting> waiting_;  // in the order in which they are due
  size_t idle_ = 0;              // threads
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

std::shared_ptr<void> SyncedFile::keep_threads() { return SyncThreads::get(); }

std::unique_ptr<SyncedFile> SyncedFile::make(int descriptor, std::function<void()> first) {
  auto threads = SyncThreads::get();
  if (!threads->have_one()) return nullptr;
  return std::unique_ptr<SyncedFile>(new SyncedFile(std::move(threads), descriptor, std::move(first)));
}

SyncedFile::SyncedFile(std::shared_ptr<SyncThreads> threads, int descriptor, std::function<void()> first)
    : threads_(std::move(threads)), descriptor_(descriptor), first_(std::move(first)) {
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0) device_ = status.st_dev;
}

SyncedFile::~SyncedFile() { threads_->leave(*this); }

void SyncedFile::sync_soon() { threads_->sync_soon(*this); }
void SyncedFile::sync_now() { threads_->sync_now(*this); }
void SyncedFile::wait() { threads_->wait(*this); }

void SyncedFile::sync() {
  if (const auto first = std::exchange(first_, nullptr)) first();
  if (::fdatasync(descriptor_) != 0) error_ = errno;
}

}  // namespace pawl::history
