// AnswerThread: sends a worker's answers, those that have gathered while the ones before were written to the
// disk all together. So tasks do not wait for the disk, and many share one sync.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "waiting/answer.h"

namespace pawl::workers {

class AnswerThread {
 public:
  /// `sent` is called from the thread when there is something for take_sent().
  AnswerThread(waiting::OpenTasks notes, std::function<void()> sent);
  /// Waits until all are sent.
  ~AnswerThread();
  AnswerThread(const AnswerThread&) = delete;
  AnswerThread& operator=(const AnswerThread&) = delete;

  /// `id` is the caller's name for it.
  void send(uint64_t id, waiting::PreparedAnswer answer);
  using Sent = std::pair<uint64_t, waiting::Answered>;
  /// What became of answers since the last call.
  std::vector<Sent> take_sent();
  /// Answers of which take_sent() has not told.
  [[nodiscard]] size_t outstanding() const { return outstanding_; }

 private:
  void work();

  waiting::OpenTasks notes_;
  waiting::AnswerJournal journal_;  // of the thread
  std::function<void()> tell_;
  size_t outstanding_ = 0;  // of the caller's thread
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<std::pair<uint64_t, waiting::PreparedAnswer>> waiting_;
  std::vector<Sent> sent_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace pawl::workers
