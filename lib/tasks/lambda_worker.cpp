#include "tasks/lambda_worker.h"

#include <fmt/format.h>
#include <signal.h>

#include <utility>

#include "base/utf8.h"
#include "tasks/mask.h"
#include "tasks/process_mark.h"
#include "tasks/process_settings.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using boost::system::error_code;
using engine::Outcome;

constexpr std::chrono::seconds kBeginTime(10);  // what Lambda gives a runtime to begin
constexpr std::chrono::seconds kIdleTime(60);
constexpr std::chrono::milliseconds kBetweenTime(50);  // from an answer to the next request
constexpr std::chrono::milliseconds kEndTime(500);     // from SIGTERM to SIGKILL, as in Lambda
constexpr std::chrono::milliseconds kLastWords(200);   // for what a process sent before it ended
constexpr size_t kShownBytes = 200;

}  // namespace

LambdaWorker::LambdaWorker(boost::asio::io_context& io, WorkerListener& listener,
                           const DeployedFunction& function, uint64_t number, TaskRequest first,
                           std::span<const std::string> secrets)
    : listener_(listener),
      function_(function),
      number_(number),
      secrets_(secrets),
      api_(io, *this),
      exit_(io),
      log_(io, secrets,
           [this](std::string_view line) {
             listener_.log_line(work_ ? work_->request : last_request_, line);
           }),
      timer_(io),
      last_request_(std::move(first)) {}

std::unique_ptr<SpawnJob> LambdaWorker::spawn_job(const std::string& run_mark,
                                                  const std::string& run_name) const {
  auto job = std::make_unique<SpawnJob>();
  job->ticket = number_;
  job->program = function_.program;
  job->argv = function_.argv;
  job->directory = function_.directory;
  job->input = function_.input;
  job->joins_output = true;
  job->environment = function_.environment;
  job->mark = process_label(run_mark, label_number());
  job->more_environment = {std::string(kMarkVariable) + "=" + job->mark, "PAWL_RUN=" + run_name,
                           "AWS_LAMBDA_RUNTIME_API=" + api_.address(),
                           fmt::format("AWS_LAMBDA_LOG_STREAM_NAME=[$LATEST]{}", number_)};
  return job;
}

void LambdaWorker::begin(const SpawnJob& job) {
  pid_ = job.pid;
  holding_.emplace();
  exit_.assign(job.process);
  if (stage_ == Stage::Starting)
    enter(Stage::Starting, kBeginTime + std::chrono::seconds(function_.timeout_seconds));
  log_.begin(job.stderr_pipe, shared_from_this());
  wait_for_exit();
  if (stage_ != Stage::Ending) return;
  stage_ = Stage::Starting;  // it was to end before it had begun
  is_killed_ ? kill() : end();
}

void LambdaWorker::give(LambdaWork work) {
  const std::chrono::seconds time(function_.timeout_seconds);
  Invocation invocation{.request_id = work.call.request_id,
                        .deadline = real_now() + function_.timeout_seconds * 1000,
                        .function_arn = work.call.arn,
                        .trace_id = work.call.trace_id,
                        .client_context = work.call.client_context,
                        .payload = std::exchange(work.call.payload, {})};
  work_ = std::move(work);
  enter(Stage::Busy, time);
  api_.invoke(invocation);
}

void LambdaWorker::end() {
  if (stage_ >= Stage::Ending) return;
  work_.reset();
  enter(Stage::Ending, kEndTime);
  if (pid_ < 0) return;
  ::kill(-pid_, SIGTERM);
  ::kill(-pid_, SIGCONT);  // a stopped process does not receive SIGTERM
}

void LambdaWorker::kill() {
  end();
  is_killed_ = true;
  if (pid_ > 0 && stage_ != Stage::Gone) ::kill(-pid_, SIGKILL);
}

// --- What the runtime says -----------------------------------------------------------------------------

void LambdaWorker::asks_next() {
  if (stage_ >= Stage::Ending) return;
  has_begun_ = true;
  enter(Stage::Idle, kIdleTime);
  listener_.worker_ready(*this);
}

void LambdaWorker::withdraws() {
  if (stage_ == Stage::Idle) enter(Stage::Lingering, kIdleTime);
}

void LambdaWorker::responds(std::string_view body) {
  if (work_) finish(outcome_of(body));
}

void LambdaWorker::fails(std::string_view body) {
  if (work_) finish(Outcome::failed(function_error(work_->call, body)));
}

void LambdaWorker::responds_too_much() {
  if (!work_) return;
  finish(Outcome::failed(
      lambda_error("Function.ResponseSizeTooLarge",
                   fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).",
                               kMostLambdaResponse))));
}

void LambdaWorker::fails_to_begin(std::string_view body) {
  if (std::exchange(has_begun_, true) || stage_ >= Stage::Ending) return;
  const auto self = shared_from_this();
  log_.drain();
  listener_.begin_failed(*this, body);
  end();
}

void LambdaWorker::disconnects() {
  const auto self = shared_from_this();
  if (has_exited_) conclude();
}

Outcome LambdaWorker::outcome_of(std::string_view body) const {
  if (body.empty()) body = "null";
  auto value = parse_json(body);
  if (value) return Outcome::succeeded(lambda_answer(work_->call, std::move(*value), body.size()));
  const std::string shown = mask(body, secrets_);
  return Outcome::failed(
      {"Output.NotJson",
       fmt::format("The response of the function is not JSON ({}): {}", value.error().message,
                   json_quoted(utf8::repaired(std::string_view(shown).substr(0, kShownBytes))))});
}

void LambdaWorker::finish(Outcome outcome) {
  const auto self = shared_from_this();
  log_.drain();
  LambdaWork work = std::move(*work_);
  work_.reset();
  if (stage_ == Stage::Busy) enter(Stage::Between, kBetweenTime);
  listener_.work_ended(work, std::move(outcome));
  last_request_ = std::move(work.request);
}

// --- Time ----------------------------------------------------------------------------------------------

void LambdaWorker::enter(Stage stage, Clock::duration time) {
  stage_ = stage;
  due_ = Clock::now() + time;
  arm();
}

/// A timer that fires too early costs less than setting it anew for each call.
void LambdaWorker::arm() {
  if (armed_ && *armed_ <= due_) return;
  armed_ = due_;
  timer_.expires_at(due_);
  timer_.async_wait([self = shared_from_this()](error_code cancelled) {
    if (cancelled || self->stage_ == Stage::Gone) return;
    self->armed_.reset();
    if (Clock::now() < self->due_) self->arm();
    else self->time_is_over();
  });
}

void LambdaWorker::time_is_over() {
  if (has_exited_) return conclude();
  switch (stage_) {
    case Stage::Busy: {
      const std::string text =
          fmt::format("RequestId: {} Error: Task timed out after {:.2f} seconds", work_->call.request_id,
                      static_cast<double>(function_.timeout_seconds));
      finish(Outcome::failed(lambda_error("Sandbox.Timedout", text)));
      return end();
    }
    case Stage::Starting:
      has_begun_ = true;
      listener_.begin_failed(
          *this, *lambda_error("Sandbox.Timedout", "The runtime asked for no invocation in time").cause);
      return end();
    case Stage::Between: {
      enter(Stage::Lingering, kIdleTime);
      return listener_.worker_lingers(*this);
    }
    case Stage::Ending: return kill();
    default: return end();
  }
}

// --- The process ---------------------------------------------------------------------------------------

void LambdaWorker::wait_for_exit() {
  exit_.async_wait(AsyncDescriptor::wait_read, [self = shared_from_this()](error_code error) {
    if (error) return;
    self->has_exited_ = true;
    // Its last answer may be on its way.
    if (!self->work_ || !self->api_.has_connections()) return self->conclude();
    self->due_ = Clock::now() + kLastWords;
    self->arm();
  });
}

void LambdaWorker::conclude() {
  if (stage_ == Stage::Gone) return;
  const auto self = shared_from_this();
  status_ = reap_group(pid_);
  log_.finish();
  close_descriptor(exit_);
  holding_.reset();
  const bool was_ending = stage_ == Stage::Ending;
  stage_ = Stage::Gone;
  timer_.cancel();
  if (work_) finish(Outcome::failed(lambda_error("Runtime.ExitError", exit_text(work_->call, status_))));
  else if (!has_begun_ && !was_ending) listener_.begin_failed(*this, "");
  listener_.worker_ended(*this);
}

}  // namespace pawl::tasks
