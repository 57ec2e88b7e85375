// SyncedFile: group commit. A few threads, the same for all writers of this process, sync files to their
// disks while executions continue; where many files wait, all of their file system at once.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace pawl::history {

class SyncThreads;

class SyncedFile {
 public:
  /// `first`: what else is synced the first time; called from another thread. Null: the system has no thread
  /// left.
  static std::unique_ptr<SyncedFile> make(int descriptor, std::function<void()> first);
  /// Waits while it is being synced. What is left to be synced stays so.
  ~SyncedFile();
  SyncedFile(const SyncedFile&) = delete;
  SyncedFile& operator=(const SyncedFile&) = delete;

  /// Keeps the threads, so that one file after the other can be synced without starting them anew.
  static std::shared_ptr<void> keep_threads();

  /// Syncs what is in the file now, and what comes within some 10 ms.
  void sync_soon();
  /// Begins to sync what is in the file now.
  void sync_now();
  /// Waits for the end of sync_now().
  void wait();
  /// The errno of a sync that failed; 0: none did.
  [[nodiscard]] int error() const { return error_; }

 private:
  friend class SyncThreads;
  SyncedFile(std::shared_ptr<SyncThreads> threads, int descriptor, std::function<void()> first);
  void sync();

  std::shared_ptr<SyncThreads> threads_;
  int descriptor_;
  uint64_t device_ = 0;
  std::function<void()> first_;  // empty: it was called, or is not needed
  std::atomic<int> error_{0};
  // With the threads' mutex:
  bool is_dirty_ = false;   // waits to be synced, or will once it was
  bool is_urgent_ = false;  // without a pause
  bool is_busy_ = false;    // is being synced
};

}  // namespace pawl::history
