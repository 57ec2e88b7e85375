#include "tasks/aws_workers.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/shortage.h"
#include "tasks/program_lookup.h"
#include "tasks/task_variables.h"

namespace pawl::tasks {
namespace {

namespace asio = boost::asio;

constexpr const char* kNotInstalled =
    "AWS's services are called by botocore or by the AWS CLI, and neither is installed: install "
    "python3-botocore "
    "(Debian, Ubuntu), or pip install botocore and name that Python in pawl.yaml, aws: {python: PROGRAM}";

}  // namespace

AwsWorkers::AwsWorkers(asio::io_context& io, SpawnThreads& threads, AwsWorkersSettings settings,
                       AwsWorkersEvents events)
    : io_(io),
      settings_(std::move(settings)),
      events_(std::move(events)),
      environment_(environment_block(settings_.environment, {})),
      shortage_timer_(io),
      spawner_(threads, [this] { asio::post(io_, [this] { take_spawned(); }); }) {}

AwsWorkers::~AwsWorkers() {
  for (const Member& member : workers_) {
    if (member.worker->pid() <= 0) continue;
    kill_group(member.worker->pid());
    Children::leave(member.worker->pid());
  }
}

AwsWorkers::CallId AwsWorkers::call(const AwsCall& call, Done done) {
  const CallId id = ++last_call_;
  waiting_.push_back({id, request_line(call), std::move(done)});
  const auto idle = std::find_if(workers_.begin(), workers_.end(),
                                 [](const Member& member) { return member.worker->is_idle(); });
  if (idle != workers_.end()) serve(*idle);
  else add_worker();
  return id;
}

bool AwsWorkers::withdraw(CallId id) {
  return std::erase_if(waiting_, [id](const Waiting& one) { return one.id == id; }) > 0;
}

void AwsWorkers::cancel(CallId id) {
  if (withdraw(id)) return;
  for (Member& member : workers_) {
    if (member.work && member.work->id == id) member.work->done = nullptr;
  }
}

void AwsWorkers::stop() {
  is_stopped_ = true;
  shortage_timer_.cancel();
  waiting_.clear();
  for (Member& member : workers_) {
    member.work.reset();
    member.worker->kill();
  }
}

/// Gives the worker the call that has waited longest.
void AwsWorkers::serve(Member& member) {
  if (waiting_.empty() || !member.worker->is_idle()) return;
  member.work = std::move(waiting_.front());
  waiting_.pop_front();
  member.worker->ask(std::exchange(member.work->line, {}));
  if (!waiting_.empty()) add_worker();
}

void AwsWorkers::worker_answered(AwsWorker& worker, std::string_view line) {
  Member& member = member_of(worker);
  std::optional<Waiting> work = std::exchange(member.work, std::nullopt);
  serve(member);
  if (work && work->done) work->done(read_answer(line));
}

void AwsWorkers::worker_logs(std::string_view line) {
  if (events_.log) events_.log(line);
}

void AwsWorkers::worker_cannot_begin(AwsWorker&, const std::string& why) {
  cannot_call(why.empty() ? kNotInstalled : "AWS's services cannot be called: " + why);
}

void AwsWorkers::worker_ended(AwsWorker& worker, const std::string& how) {
  const Member ended = std::move(member_of(worker));
  std::erase_if(workers_, [&](const Member& one) { return one.worker == nullptr; });
  if (is_stopped_) return;
  is_short_ = false;
  if (!waiting_.empty()) add_worker();
  if (ended.work && ended.work->done) {
    ended.work->done(tl::unexpected(AwsError{.kind = AwsError::Kind::Client,
                                             .message = "The process that called AWS " + how +
                                                        "; whether the service got the call is not known"}));
  }
}

/// One at a time: while it loads botocore, those that are there serve many calls.
void AwsWorkers::add_worker() {
  const bool is_coming = std::any_of(workers_.begin(), workers_.end(),
                                     [](const Member& member) { return member.worker->is_coming(); });
  if (is_coming || is_short_ || is_stopped_ || workers_.size() >= settings_.most) return;
  if (python_.empty()) {
    const auto found = find_program(settings_.python.empty() ? "python3" : settings_.python,
                                    settings_.directory, search_path(settings_.environment));
    if (!found) {
      return asio::post(io_, [this, why = found.error().message] {
        cannot_call("AWS's services cannot be called: " + why +
                    "; install python3 with python3-botocore, or name a Python in pawl.yaml, aws: {python: "
                    "PROGRAM}");
      });
    }
    python_ = *found;
  }
  const auto worker = std::make_shared<AwsWorker>(io_, static_cast<AwsWorkerListener&>(*this), ++last_worker_,
                                                  settings_.secrets);
  spawner_.submit(worker->spawn_job(python_, settings_.directory, settings_.run_mark, environment_));
  workers_.push_back({worker, {}});
}

void AwsWorkers::take_spawned() {
  for (const auto& job : spawner_.take()) {
    const auto member = std::find_if(workers_.begin(), workers_.end(),
                                     [&](const Member& one) { return one.worker->number() == job->ticket; });
    if (job->error == 0) {
      backoff_.renew();
      member->worker->begin(*job);
      continue;
    }
    workers_.erase(member);
    if (is_stopped_) continue;
    if (is_shortage(job->error)) wait_for_more(job->error);
    else cannot_call(start_failure(job->error, python_, settings_.directory));
  }
}

/// A shortage: the start is tried again after a delay, or when another worker ends.
void AwsWorkers::wait_for_more(int error) {
  is_short_ = true;
  if (backoff_.is_over()) return cannot_call("no worker can be started: " + shortage_text(error));
  shortage_timer_.expires_after(ShortageBackoff::kPause);
  shortage_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    is_short_ = false;
    if (!waiting_.empty()) add_worker();
  });
}

/// Calls that a worker has are answered all the same.
void AwsWorkers::cannot_call(std::string why) {
  if (is_stopped_) return;
  waiting_.clear();
  if (events_.cannot_call) events_.cannot_call({std::move(why)});
}

AwsWorkers::Member& AwsWorkers::member_of(const AwsWorker& worker) {
  return *std::find_if(workers_.begin(), workers_.end(),
                       [&](const Member& member) { return member.worker.get() == &worker; });
}

}  // namespace pawl::tasks
