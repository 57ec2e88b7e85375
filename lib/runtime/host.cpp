#include "runtime/host.h"

#include <algorithm>
#include <utility>

namespace pawl::runtime {

Host::Host(bool handles_signals, SharedTaskBound* shared) : interrupts_(handles_signals), loop_(interrupts_) {
  if (shared != nullptr) shared_.emplace(*shared, loop_);
}

Host::~Host() {
  // Jobs hold runners, which hold descriptors of the loop, and listeners, which may hold jobs' parts.
  for (auto& job : jobs_) job.reset();
  buried_.clear();
}

RunRoot& Host::add_root(const TimeMode& time, Millis start, TaskBounds bounds, bool is_kept) {
  RunRoot& root =
      *roots_.emplace_back(std::make_unique<RunRoot>(time, start, bounds, shared_ ? &*shared_ : nullptr));
  root.is_kept = is_kept;
  return root;
}

void Host::fail_all(const Error& why) {
  for (const auto& root : roots_) fail_jobs(*root, why);
}

Job& Host::add(RunRoot& root, JobParts parts) {
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(jobs_.size()));
    jobs_.emplace_back();
    generations_.push_back(0);
  }
  const uint32_t slot = free_.back();
  free_.pop_back();
  const JobId id{slot, ++generations_[slot]};
  jobs_[slot] = std::make_unique<Job>(*this, root, id, std::move(parts));
  ++alive_;
  ++root.jobs;
  Job& job = *jobs_[slot];
  job.continue_pending();
  make_ready(job);
  return job;
}

Job* Host::find(JobId id) {
  Job* job = id.slot < jobs_.size() ? jobs_[id.slot].get() : nullptr;
  return job != nullptr && job->id() == id ? job : nullptr;
}

void Host::make_ready(Job& job) {
  if (job.is_ready_ || job.stage_ != Job::Stage::Running) return;
  job.is_ready_ = true;
  ++job.root_.ready;
  ready_.push_back(job.id());
}

void Host::run() {
  while (alive_ > 0 || stays_) {
    run_ready();
    run_turns();
    settle();
    if (alive_ > 0 || stays_) wait();
  }
  if (shared_) shared_->wait_no_longer();
}

/// A slice for each job that is ready now.
void Host::run_ready() {
  for (size_t left = ready_.size(); left > 0; --left) {
    Job* job = find(ready_.front());
    ready_.pop_front();
    if (job == nullptr || job->stage_ != Job::Stage::Running) continue;
    job->is_ready_ = false;
    --job->root_.ready;
    job->slice();
    if (!std::exchange(job->awaits_commit_, true)) waiting_.push_back(job->id());
    if (const RunRoot& root = job->root_; root.error) fail_jobs(root, *root.error);
    if (!ending_.empty()) settle();
  }
}

void Host::ask_turn(std::shared_ptr<Work> work) {
  if (std::find(turns_.begin(), turns_.end(), work) == turns_.end()) turns_.push_back(std::move(work));
}

void Host::run_turns() {
  for (const auto& work : std::exchange(turns_, {})) work->turn();
}

/// Removes the jobs that have ended with all their tasks.
void Host::settle() {
  for (size_t i = 0; i < ending_.size();) {
    Job* job = find(ending_[i]);
    if (!job->has_settled()) {
      ++i;
      continue;
    }
    ending_.erase(ending_.begin() + static_cast<ptrdiff_t>(i));
    remove(*job);
  }
  buried_.clear();
}

void Host::remove(Job& job) {
  job.stage_ = Job::Stage::Ended;
  Result<RunResult> result = job.result();
  const std::shared_ptr<JobListener> listener = job.parts_.listener;
  if (listener) listener->job_ended(job, std::move(result));
  RunRoot& root = job.root_;
  if (job.is_ready_) --root.ready;
  const uint32_t slot = job.id().slot;
  jobs_[slot].reset();
  free_.push_back(slot);
  --alive_;
  if (--root.jobs > 0 || root.is_kept) return;
  const std::function<void()> ended = std::move(root.ended);
  std::erase_if(roots_, [&root](const auto& one) { return one.get() == &root; });
  if (ended) ended();
}

void Host::start_queued(RunRoot& root) {
  while (auto next = root.queue.take()) {
    if (Job* job = find(next->job)) job->start_task(next->command);
  }
}

void Host::fire_timers(RunRoot& root) {
  TimerQueue& timers = root.timers;
  const auto is_awaited = [this](const Timer& timer) {
    Job* job = find(timer.job);
    return job != nullptr && job->awaits(timer);
  };
  if (timers.is_crowded()) timers.keep_only(is_awaited);
  const Millis now = root.now();
  while (!timers.empty()) {
    const Timer timer = timers.top();
    const bool awaited = is_awaited(timer);
    if (awaited && timer.due > now) return;
    timers.pop();
    if (!awaited) continue;
    find(timer.job)->fire(timer);
    // An execution whose time is over sees no timer that is due at the same instant.
    if (timer.kind == TimerKind::JobLimit) return;
  }
}

void Host::fail_jobs(const RunRoot& root, const Error& why) {
  for (size_t slot = 0; slot < jobs_.size(); ++slot) {
    if (jobs_[slot] && &jobs_[slot]->root_ == &root) jobs_[slot]->fail(why);
  }
}

void Host::interrupt() {
  is_interrupted_ = true;
  for (size_t slot = 0; slot < jobs_.size(); ++slot) {
    if (jobs_[slot]) make_ready(*jobs_[slot]);
  }
}

void Host::commit_waiting() {
  for (const JobId id : std::exchange(waiting_, {})) {
    Job* job = find(id);
    if (job == nullptr) continue;
    job->awaits_commit_ = false;
    if (job->stage_ != Job::Stage::Running || job->is_committed_) continue;
    if (auto committed = job->commit(); !committed) job->fail(std::move(committed.error()));
  }
}

/// Ends the jobs of a root where all that is left is to wait for somebody outside; false: there is more.
bool Host::park(RunRoot& root) {
  if (!root.parks || root.waiting == 0 || root.error || root.queue.running() > 0) return false;
  std::vector<Job*> all;
  for (const auto& job : jobs_) {
    if (job && &job->root_ == &root) all.push_back(job.get());
  }
  if (!std::all_of(all.begin(), all.end(), [](const Job* job) { return job->only_waits(); })) return false;
  for (Job* job : all) job->park();
  return true;
}

/// Starts tasks and fires timers. Where nothing is left to do, waits for an outcome, a timer, a signal, or
/// the end of a task that is being stopped.
void Host::wait() {
  std::optional<Millis> longest;
  bool waits_for_others = false;
  for (size_t i = 0; i < roots_.size(); ++i) {
    RunRoot& root = *roots_[i];
    if (root.error) fail_jobs(root, *root.error);
    start_queued(root);
    if (ready_.empty() && turns_.empty() && park(root)) return;
    fire_timers(root);
    waits_for_others = waits_for_others || root.queue.waits_for_others();
    if (root.timers.empty()) continue;
    const Millis due = root.timers.top().due;
    const std::optional<Millis> wait = root.clock().wait_until(due);
    if (!wait && root.ready == 0 && turns_.empty() && !root.queue.waits_for_others()) {
      root.jump_to(due);
      fire_timers(root);
    }
    if (wait) longest = std::min(longest.value_or(*wait), *wait);
  }
  if (shared_ && !waits_for_others) shared_->wait_no_longer();
  if (interrupts_.count() > 0 && !is_interrupted_) interrupt();
  if (!ready_.empty()) return;
  if (!turns_.empty()) {
    if (std::any_of(roots_.begin(), roots_.end(), [](const auto& root) { return root->in_flight() > 0; }))
      loop_.wait(0);
    return;
  }
  for (size_t i = 0; i < roots_.size(); ++i) {
    const RunRoot& root = *roots_[i];
    const bool is_stuck = root.timers.empty() && root.queue.running() == 0 &&
                          !root.queue.waits_for_others() && root.waiting == 0 && ending_.empty();
    if (is_stuck) fail_jobs(root, {"internal error: the execution waits, but for nothing that could happen"});
  }
  commit_waiting();
  settle();
  if (ready_.empty() && turns_.empty() && (alive_ > 0 || stays_)) loop_.wait(longest);
}

}  // namespace pawl::runtime
