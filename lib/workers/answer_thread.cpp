#include "workers/answer_thread.h"

#include <iterator>

#include "runtime/clock.h"

namespace pawl::workers {

AnswerThread::AnswerThread(waiting::OpenTasks notes, std::function<void()> sent)
    : notes_(std::move(notes)), tell_(std::move(sent)), thread_([this] { work(); }) {}

AnswerThread::~AnswerThread() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  news_.notify_one();
  thread_.join();
}

void AnswerThread::send(uint64_t id, waiting::PreparedAnswer answer) {
  ++outstanding_;
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(id, std::move(answer));
  }
  news_.notify_one();
}

std::vector<AnswerThread::Sent> AnswerThread::take_sent() {
  if (outstanding_ == 0) return {};
  const std::lock_guard lock(mutex_);
  outstanding_ -= sent_.size();
  return std::exchange(sent_, {});
}

void AnswerThread::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    news_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto batch = std::exchange(waiting_, {});
    lock.unlock();
    std::vector<waiting::PreparedAnswer> answers;
    for (const auto& [id, answer] : batch) answers.push_back(answer);
    auto results = waiting::send_answers(notes_, answers, runtime::wall_millis(), journal_);
    lock.lock();
    for (size_t i = 0; i < batch.size(); ++i) sent_.emplace_back(batch[i].first, std::move(results[i]));
    tell_();
  }
}

}  // namespace pawl::workers
