#include "tasks/aws_worker.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "tasks/bootstrap_texts.h"
#include "tasks/process_mark.h"
#include "tasks/process_settings.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using boost::system::error_code;

constexpr std::chrono::seconds kLoadTime(60);  // a slow disk has to read thousands of files
constexpr std::chrono::seconds kRestTime(60);
constexpr std::chrono::seconds kAnyTime(0);
constexpr size_t kMostAnswer = size_t{128} << 20;  // of 64 MiB in base64, and more

/// Reads the program, whose length is its argument; the requests follow it.
constexpr const char* kBootstrap =
    "import sys\n"
    "SOURCE = sys.stdin.buffer.read(int(sys.argv[1]))\n"
    "exec(compile(SOURCE, 'aws_worker.py', 'exec'))\n";

std::string ending_of(int status) {
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

AwsWorker::AwsWorker(boost::asio::io_context& io, AwsWorkerListener& listener, uint64_t number,
                     std::span<const std::string> secrets)
    : listener_(listener),
      number_(number),
      exit_(io),
      in_(io),
      out_(io),
      log_(io, secrets, [this](std::string_view line) { listener_.worker_logs(line); }),
      timer_(io) {}

std::unique_ptr<SpawnJob> AwsWorker::spawn_job(const std::string& python, const std::string& directory,
                                               const std::string& run_mark,
                                               std::shared_ptr<const EnvironmentBlock> environment) const {
  constexpr uint64_t kLabels = uint64_t{1} << 63;  // no event has such a number, and no worker of a function
  auto job = std::make_unique<SpawnJob>();
  job->ticket = number_;
  job->program = python;
  job->argv = {python, "-c", kBootstrap, std::to_string(sizeof kAwsWorker - 1)};
  job->directory = directory;
  job->input = kAwsWorker;
  job->keeps_input = true;
  job->environment = std::move(environment);
  job->mark = process_label(run_mark, kLabels + number_);
  job->more_environment = {std::string(kMarkVariable) + "=" + job->mark};
  return job;
}

void AwsWorker::begin(const SpawnJob& job) {
  pid_ = job.pid;
  holding_.emplace();
  exit_.assign(job.process);
  adopt(in_, job.stdin_pipe);
  adopt(out_, job.stdout_pipe);
  request_ = std::string_view(kAwsWorker).substr(job.written);
  log_.begin(job.stderr_pipe, shared_from_this());
  read_answers();
  wait_for_exit();
  if (stage_ == Stage::Ending) return kill();  // it was to end before it had begun
  enter(Stage::Starting, kLoadTime);
  write_more();
}

void AwsWorker::ask(std::string line) {
  request_ = std::move(line);
  written_ = 0;
  enter(Stage::Busy, kAnyTime);
  write_more();
}

void AwsWorker::kill() {
  if (stage_ == Stage::Gone) return;
  enter(Stage::Ending, kAnyTime);
  if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

void AwsWorker::enter(Stage stage, std::chrono::seconds most) {
  stage_ = stage;
  timer_.cancel();
  if (most == kAnyTime) return;
  timer_.expires_after(most);
  timer_.async_wait([self = shared_from_this(), stage](error_code cancelled) {
    if (cancelled || self->stage_ != stage) return;
    if (stage == Stage::Starting)
      self->listener_.worker_cannot_begin(*self, "Python did not load botocore in time");
    self->kill();
  });
}

void AwsWorker::write_more() {
  while (in_.is_open() && written_ < request_.size()) {
    const ssize_t n = ::write(in_.native_handle(), request_.data() + written_, request_.size() - written_);
    if (n > 0) {
      written_ += static_cast<size_t>(n);
    } else if (n < 0 && errno == EAGAIN) {
      return in_.async_wait(AsyncDescriptor::wait_write, [self = shared_from_this()](error_code error) {
        if (!error) self->write_more();
      });
    } else if (n < 0 && errno != EINTR) {
      return;  // it has ended, as its pidfd says
    }
  }
  request_.clear();
  written_ = 0;
}

// --- What it says --------------------------------------------------------------------------------------

void AwsWorker::read_answers() {
  out_.async_wait(AsyncDescriptor::wait_read, [self = shared_from_this()](error_code error) {
    if (error || !self->out_.is_open()) return;
    if (self->drain_answers()) self->read_answers();
    else close_descriptor(self->out_);
  });
}

/// False at its end.
bool AwsWorker::drain_answers() {
  constexpr int kRounds = 64;
  std::array<char, 64 << 10> bytes;
  for (int round = 0; round < kRounds && out_.is_open(); ++round) {
    const ssize_t n = ::read(out_.native_handle(), bytes.data(), bytes.size());
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (n < 0) return true;
    received_.append(bytes.data(), static_cast<size_t>(n));
    take_lines();
    if (received_.size() > kMostAnswer) kill();
  }
  return out_.is_open();
}

void AwsWorker::take_lines() {
  for (size_t end; (end = received_.find('\n', searched_)) != std::string::npos; searched_ = 0) {
    const std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    take_line(line);
  }
  searched_ = received_.size();
}

void AwsWorker::take_line(std::string_view line) {
  const auto self = shared_from_this();
  if (stage_ == Stage::Busy) {
    enter(Stage::Idle, kRestTime);
    return listener_.worker_answered(*this, line);
  }
  if (stage_ != Stage::Starting) return;
  const auto said = parse_json(line);
  const Value* problem = said ? said->find("problem") : nullptr;
  if (problem != nullptr && problem->is_string()) {
    listener_.worker_cannot_begin(*this, std::string(problem->as_string()));
    return kill();
  }
  enter(Stage::Idle, kRestTime);
  listener_.worker_ready(*this);
}

// --- Its end -------------------------------------------------------------------------------------------

void AwsWorker::wait_for_exit() {
  exit_.async_wait(AsyncDescriptor::wait_read, [self = shared_from_this()](error_code error) {
    if (!error) self->conclude();
  });
}

void AwsWorker::conclude() {
  const auto self = shared_from_this();
  drain_answers();
  log_.finish();
  const int status = reap_group(pid_);
  for (AsyncDescriptor* one : {&exit_, &in_, &out_}) close_descriptor(*one);
  holding_.reset();
  const bool has_begun = stage_ != Stage::Starting;
  enter(Stage::Gone, kAnyTime);
  if (!has_begun) listener_.worker_cannot_begin(*this, "its Python " + ending_of(status));
  listener_.worker_ended(*this, ending_of(status));
}

}  // namespace pawl::tasks
