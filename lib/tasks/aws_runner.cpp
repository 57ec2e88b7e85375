#include "tasks/aws_runner.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "base/small_file.h"
#include "tasks/aws_error.h"
#include "tasks/aws_task.h"
#include "tasks/aws_workers.h"
#include "tasks/start_execution.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using engine::Outcome;
using std::chrono::milliseconds;

constexpr milliseconds kFirstQuestion(100);
constexpr milliseconds kLongestPause(5000);
constexpr int kMostFailedQuestions = 10;  // in a row: a service may be out of reach for a while
constexpr size_t kFewestWorkers = 2;
constexpr size_t kMostWorkers = 16;

struct AwsWork {
  TaskRequest request;
  AwsTask task;
  AwsWorkers* workers = nullptr;
  AwsWorkers::CallId call = 0;
  bool is_wanted = true;     // its outcome is to be reported
  bool has_started = false;  // its job, with the answer `started`
  Value started;
  milliseconds pause = kFirstQuestion;
  int failed_questions = 0;
  std::unique_ptr<boost::asio::steady_timer> timer;
};

class AwsRunner final : public TaskRunner {
 public:
  explicit AwsRunner(const RunnerContext& context) : context_(context) {}

  void start(TaskRequest request) override {
    const TaskId id = request.id;
    auto task = read_aws_task(request, uuid_of(context_.run_mark + "/" + attempt_name(request)));
    report(id, Outcome::started());
    if (!task) return report(id, Outcome::failed(std::move(task.error())));
    AwsWork& work = works_[id];
    work.workers = &workers_for(*request.binding);
    work.task = std::move(*task);
    work.request = std::move(request);
    last_request_ = work.request;
    last_request_.input = {};
    if (work.task.job != nullptr) {
      if (auto known = known_start(work.request)) return submitted(work, std::move(*known));
    }
    work.call = work.workers->call(work.task.call,
                                   [this, id](AwsResult answer) { take_answer(id, std::move(answer)); });
  }

  void cancel(TaskId id) override {
    const auto found = works_.find(id);
    if (found == works_.end() || !found->second.is_wanted) return;
    AwsWork& work = found->second;
    // A job that is on its way is stopped as soon as its answer says which it is.
    const bool is_starting = work.task.job != nullptr && !work.has_started;
    if (is_starting && !work.workers->withdraw(work.call)) {
      work.is_wanted = false;
      return;
    }
    work.workers->cancel(work.call);
    if (work.has_started) stop_job(work, work.started);
    works_.erase(found);
  }

  void stop(Stop how) override {
    is_ending_ = true;
    std::vector<TaskId> ids;
    for (const auto& [id, work] : works_) ids.push_back(id);
    for (const TaskId id : ids) cancel(id);
    if (how == Stop::AtOnce) {
      works_.clear();
      cancellations_ = 0;
    }
    stop_workers_after_all();
  }

  [[nodiscard]] bool is_idle() const override {
    return works_.empty() && cancellations_ == 0 &&
           std::all_of(workers_.begin(), workers_.end(),
                       [](const auto& one) { return one.second->is_idle(); });
  }

 private:
  /// As far as the service can, and without waiting for the job's end.
  void stop_job(const AwsWork& work, const Value& started) {
    const auto call = job_cancellation(work.task, started);
    if (!call) return;
    ++cancellations_;
    work.workers->call(*call, [this](const AwsResult&) {
      --cancellations_;
      stop_workers_after_all();
    });
  }

  void report(TaskId id, Outcome outcome) { context_.sink.report(id, std::move(outcome)); }

  void end(TaskId id, Outcome outcome) {
    works_.erase(id);
    report(id, std::move(outcome));
  }

  void take_answer(TaskId id, AwsResult answer) {
    const auto found = works_.find(id);
    if (found == works_.end()) return;
    AwsWork& work = found->second;
    if (!work.is_wanted) {
      if (answer) {
        const auto started = aws_answer(work.task, std::move(*answer));
        if (started) stop_job(work, *started);
      }
      works_.erase(found);
      return stop_workers_after_all();
    }
    if (!answer) {
      return end(id,
                 Outcome::failed(aws_error(work.task.resource_type, work.task.parameters, answer.error())));
    }
    auto shown = aws_answer(work.task, std::move(*answer));
    if (!shown) return end(id, Outcome::failed(std::move(shown.error())));
    if (work.task.job == nullptr) return end(id, Outcome::succeeded(std::move(*shown)));
    if (const auto kept = keep_start(work.request, *shown); !kept)
      return context_.sink.cannot_continue({"the start of a job cannot be kept: " + kept.error().message});
    submitted(work, std::move(*shown));
  }

  // --- Jobs ----------------------------------------------------------------------------------------------

  [[nodiscard]] std::string file_of(const TaskRequest& request) const {
    return context_.run_folder + "/aws/" + attempt_name(request) + ".json";
  }

  [[nodiscard]] std::optional<Value> known_start(const TaskRequest& request) const {
    if (context_.run_folder.empty()) return std::nullopt;
    std::ifstream file(file_of(request));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto value = parse_json(text);
    return value ? std::optional(std::move(*value)) : std::nullopt;
  }

  [[nodiscard]] Result<void> keep_start(const TaskRequest& request, const Value& started) const {
    if (context_.run_folder.empty()) return {};
    PAWL_CHECK(make_folders(context_.run_folder + "/aws"));
    const auto written = write_file(file_of(request), to_json(started), IfThere::Replace, Sync::Yes);
    if (!written) return fail(written.error().message);
    return {};
  }

  void submitted(AwsWork& work, Value started) {
    work.has_started = true;
    work.started = std::move(started);
    report(work.request.id, {Outcome::Type::Submitted, work.started, {}, {}});
    ask_later(work);
  }

  void ask_later(AwsWork& work) {
    if (work.timer == nullptr) work.timer = std::make_unique<boost::asio::steady_timer>(context_.io());
    work.timer->expires_after(work.pause);
    work.pause = std::min(work.pause * 3 / 2, kLongestPause);
    work.timer->async_wait([this, id = work.request.id](boost::system::error_code cancelled) {
      const auto found = works_.find(id);
      if (!cancelled && found != works_.end()) ask(found->second);
    });
  }

  void ask(AwsWork& work) {
    work.call =
        work.workers->call(job_question(work.task, work.started),
                           [this, id = work.request.id](const AwsResult& answer) { take_state(id, answer); });
  }

  void take_state(TaskId id, const AwsResult& answer) {
    const auto found = works_.find(id);
    if (found == works_.end()) return;
    AwsWork& work = found->second;
    if (answer) work.failed_questions = 0;
    else if (may_pass(answer.error()) && ++work.failed_questions < kMostFailedQuestions)
      return ask_later(work);
    if (auto end_of_job = job_end(work.task, answer)) return end(id, std::move(*end_of_job));
    ask_later(work);
  }

  static bool may_pass(const AwsError& error) {
    constexpr int kTooMany = 429;
    constexpr int kServerFault = 500;
    return error.kind == AwsError::Kind::Client || error.status == kTooMany || error.status >= kServerFault ||
           error.code.find("Throttl") != std::string::npos;
  }

  // --- Workers -------------------------------------------------------------------------------------------

  /// Those of the binding's Python.
  AwsWorkers& workers_for(const Binding& binding) {
    const std::string& python = std::get<AwsBinding>(binding.target).python;
    auto& workers = workers_[{python, binding.directory}];
    if (workers == nullptr) {
      const size_t most =
          std::clamp<size_t>(std::thread::hardware_concurrency(), kFewestWorkers, kMostWorkers);
      workers = std::make_unique<AwsWorkers>(
          context_.io(), context_.spawn_threads,
          AwsWorkersSettings{.python = python,
                             .directory = binding.directory,
                             .environment = context_.tasks.environment,
                             .run_mark = context_.run_mark,
                             .secrets = context_.tasks.secrets,
                             .most = most},
          AwsWorkersEvents{
              .log = [this](std::string_view line) { context_.sink.stderr_line(last_request_, line); },
              .cannot_call = [this](Error why) { context_.sink.cannot_continue(std::move(why)); }});
    }
    return *workers;
  }

  void stop_workers_after_all() {
    if (!is_ending_ || !works_.empty() || cancellations_ > 0) return;
    for (const auto& [key, workers] : workers_) workers->stop();
  }

  RunnerContext context_;
  std::map<TaskId, AwsWork> works_;
  size_t cancellations_ = 0;  // of jobs, not answered yet
  bool is_ending_ = false;
  TaskRequest last_request_;  // for which lines of workers are shown
  std::map<std::pair<std::string, std::string>, std::unique_ptr<AwsWorkers>> workers_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_aws_runner(const RunnerContext& context) {
  return std::make_unique<AwsRunner>(context);
}

}  // namespace pawl::tasks
