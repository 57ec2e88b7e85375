// ShortageBackoff: how long a runner waits when the system is short of something (base/shortage.h).
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>

namespace pawl::tasks {

/// Counts one task of this process, whose end frees descriptors, a process or memory.
class ResourceHold {
 public:
  ResourceHold() { ++count_; }
  ~ResourceHold() { --count_; }
  ResourceHold(const ResourceHold&) = delete;
  ResourceHold& operator=(const ResourceHold&) = delete;
  /// In all runs of this process.
  [[nodiscard]] static size_t count() { return count_.load(); }

 private:
  static inline std::atomic<size_t> count_{0};
};

class ShortageBackoff {
 public:
  /// Delay between two tries when no task of this process runs.
  static constexpr std::chrono::milliseconds kPause{50};

  /// Whether to give up, asked after each shortage. As long as a task of this process runs, wait for its end;
  /// after that, wait a little for other processes.
  [[nodiscard]] bool is_over() {
    constexpr std::chrono::seconds kLongest(2);
    const auto now = std::chrono::steady_clock::now();
    if (ResourceHold::count() > 0) since_.reset();
    else if (!since_) since_ = now;
    return since_ && now - *since_ > kLongest;
  }
  /// The shortage is over.
  void renew() { since_.reset(); }

 private:
  std::optional<std::chrono::steady_clock::time_point> since_;
};

}  // namespace pawl::tasks
