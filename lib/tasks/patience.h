// Patience: how long a runner waits for what the system is short of (base/shortage.h).
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>

namespace pawl::tasks {

/// Counts one task of this process that gives back descriptors, a process or memory when it ends.
class Holding {
 public:
  Holding() { ++count_; }
  ~Holding() { --count_; }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;
  /// In all runs of this process.
  [[nodiscard]] static size_t count() { return count_.load(); }

 private:
  static inline std::atomic<size_t> count_{0};
};

class Patience {
 public:
  /// Between two tries where no end of a task is there to wait for.
  static constexpr std::chrono::milliseconds kPause{50};

  /// To be asked whenever something could not be had: whether to give up. As long as a task of this process
  /// goes on, its end is waited for; after that others of the system get a little time.
  [[nodiscard]] bool is_over() {
    constexpr std::chrono::seconds kLongest(2);
    const auto now = std::chrono::steady_clock::now();
    if (Holding::count() > 0) since_.reset();
    else if (!since_) since_ = now;
    return since_ && now - *since_ > kLongest;
  }
  /// Something could be had.
  void renew() { since_.reset(); }

 private:
  std::optional<std::chrono::steady_clock::time_point> since_;
};

}  // namespace pawl::tasks
