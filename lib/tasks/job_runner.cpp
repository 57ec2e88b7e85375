#include "tasks/job_runner.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "tasks/command_result.h"
#include "tasks/command_spec.h"
#include "tasks/job_folder.h"
#include "tasks/process_runner.h"
#include "tasks/stderr_text.h"
#include "value/value.h"

namespace pawl::tasks {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using engine::Outcome;
using Clock = std::chrono::steady_clock;

constexpr auto kFirstLook = std::chrono::milliseconds(20);
constexpr auto kLastLook = std::chrono::milliseconds(1000);
constexpr size_t kShownErrors = 1 << 20;  // of what a job wrote to its standard error
/// A job that two questions in a row do not find is lost: between its end and its `exit` on a shared file
/// system, a moment may pass.
constexpr int kQuestions = 2;
/// States of jobs that are over, as Slurm, Grid Engine and task-spooler print them.
constexpr std::string_view kOver[] = {"finished",      "skipped",   "BOOT_FAIL", "CANCELLED",
                                      "COMPLETED",     "DEADLINE",  "FAILED",    "NODE_FAIL",
                                      "OUT_OF_MEMORY", "PREEMPTED", "TIMEOUT"};

struct BatchJob {
  TaskRequest request;
  JobFolder folder{{}};
  ExecBinding::Output output = ExecBinding::Output::Json;
  std::string id;         // empty: it is being submitted
  int questions = 0;      // in a row that did not find it
  bool is_wanted = true;  // its outcome is to be reported
};

std::string_view first_word(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_first_of(" \t\r", begin) - begin);
}

/// A name as batch systems take it.
std::string job_name(std::string_view state) {
  std::string name = "pawl-";
  for (const char c : state.substr(0, 40)) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    name += is_plain ? c : '_';
  }
  return name;
}

/// Commands of the batch system run by a runner of processes of their own, and it reports to this sink.
class JobRunner : public TaskRunner, private TaskSink {
 public:
  explicit JobRunner(const RunnerContext& context)
      : context_(context),
        commands_(make_process_runner({static_cast<TaskSink&>(*this), context.tasks, context.run_name,
                                       context.run_mark, context.run_folder, context.loop, context.loop_owner,
                                       context.spawn_threads})),
        look_timer_(context.io()) {}

  ~JobRunner() override {
    if (!temporary_.empty() && jobs_.empty()) {
      std::error_code ignored;
      fs::remove_all(temporary_, ignored);
    }
  }
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  void start(TaskRequest request) override {
    const TaskId id = request.id;
    Binding command = *request.binding;
    command.target = binding_of(request).command;
    auto spec = make_command(command, request.input, request.state->name);
    if (!spec) return context_.sink.report(id, Outcome::failed(std::move(spec.error())));
    BatchJob job;
    job.output = spec->output;
    job.folder = JobFolder(folder_of(request));
    job.request = std::move(request);
    if (const auto made = job.folder.prepare(*spec); !made)
      return context_.sink.cannot_continue({"the folder of a job cannot be made: " + made.error().message});
    BatchJob& started = jobs_[id] = std::move(job);
    if (auto known = started.folder.id()) return submitted(started, std::move(*known));
    Words words = binding_of(started.request).system.submit;
    words =
        fill_words(words, {{"job", started.folder.path()}, {"name", job_name(started.request.state->name)}})
            .value_or(words);
    run(std::move(words), started.request, [this, id](const Outcome& outcome) { take_id(id, outcome); });
  }

  void cancel(TaskId id) override {
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || !found->second.is_wanted) return;
    BatchJob& job = found->second;
    job.is_wanted = false;
    if (!job.id.empty()) cancel_job(job);
  }

  void stop(Stop how) override {
    std::vector<TaskId> ids;
    for (const auto& [id, job] : jobs_) ids.push_back(id);
    for (const TaskId id : ids) cancel(id);
    if (how == Stop::Gently) return;
    commands_->stop(how);
    running_.clear();
    jobs_.clear();
  }

  [[nodiscard]] bool is_idle() const override {
    return jobs_.empty() && running_.empty() && commands_->is_idle();
  }

 private:
  using Then = std::function<void(const Outcome&)>;

  static const JobBinding& binding_of(const TaskRequest& request) {
    return std::get<JobBinding>(request.binding->target);
  }

  /// Of an attempt: the same in a resume, and another for each retry.
  std::string folder_of(const TaskRequest& request) {
    std::string base = context_.run_folder;
    if (base.empty()) {
      if (temporary_.empty()) {
        temporary_ = (fs::temp_directory_path() / "pawl-jobs-XXXXXX").string();
        if (::mkdtemp(temporary_.data()) == nullptr) temporary_.clear();
      }
      base = temporary_;
    }
    std::string name = request.execution;
    std::replace(name.begin(), name.end(), '/', '_');
    return base + "/jobs/" + name + "-" + std::to_string(request.scheduled);
  }

  // --- Commands of the batch system ---------------------------------------------------------------------

  struct Command {
    Binding binding;
    Then then;
    std::optional<Outcome> outcome;
  };

  /// Runs a command whose standard output is text; `then` hears how it ended.
  void run(Words words, const TaskRequest& like, Then then) {
    const TaskId id = ++last_command_;
    Command& command = running_[id];
    ExecBinding exec{
        .argv = std::move(words), .script = {}, .output = ExecBinding::Output::Text, .detach = true};
    command.binding = *like.binding;
    command.binding.target = std::move(exec);
    command.binding.errors.clear();
    command.binding.wrap_lambda = false;
    command.then = std::move(then);
    TaskRequest request = like;
    request.id = id;
    request.binding = &command.binding;
    request.input = Value();
    commands_->start(std::move(request));
  }

  void report(TaskId id, Outcome outcome) override {
    const bool is_over = outcome.type == Outcome::Type::Succeeded || outcome.type == Outcome::Type::Failed;
    const auto found = running_.find(id);
    if (!is_over || found == running_.end()) return;
    found->second.outcome = std::move(outcome);
    asio::post(context_.io(), [this, id] {  // a sink does not call its runner
      const auto ended = running_.find(id);
      if (ended == running_.end()) return;
      const auto command = running_.extract(ended);
      command.mapped().then(*command.mapped().outcome);
    });
  }
  void stderr_line(const TaskRequest&, std::string_view) override {}  // it is in the cause
  void cannot_continue(Error why) override { context_.sink.cannot_continue(std::move(why)); }

  void take_id(TaskId task, const Outcome& outcome) {
    const auto found = jobs_.find(task);
    if (found == jobs_.end()) return;
    BatchJob& job = found->second;
    const std::string system = binding_of(job.request).system.name;
    if (outcome.type == Outcome::Type::Failed) {
      return fail(job, {"Job.SubmitFailed", "the job could not be submitted to " + system + " (" +
                                                outcome.error.error.value_or("") +
                                                "): " + outcome.error.cause.value_or("")});
    }
    // Slurm prints "id;cluster".
    std::string_view text = outcome.output.as_string();
    text = first_word(text.substr(0, text.find_first_of("\n;")));
    if (text.empty())
      return fail(job, {"Job.SubmitFailed", "the submit command of " + system + " printed no id of a job"});
    std::string id(text);
    if (const auto kept = job.folder.keep_id(id); !kept)
      return context_.sink.cannot_continue({"the id of a job cannot be kept: " + kept.error().message});
    submitted(job, std::move(id));
  }

  void submitted(BatchJob& job, std::string id) {
    job.id = std::move(id);
    if (!job.is_wanted) return cancel_job(job);
    report_started(
        context_.sink, job.request,
        Value::object({{"job", Value::string(job.id)}, {"folder", Value::string(job.folder.path())}}));
    look_soon();
  }

  void cancel_job(BatchJob& job) {
    const Words& words = binding_of(job.request).system.cancel;
    const TaskId task = job.request.id;
    if (words.empty() || job.folder.exit_code()) {
      jobs_.erase(task);
      return;
    }
    run(fill_ids(words, {job.id}), job.request, [this, task](const Outcome&) { jobs_.erase(task); });
  }

  // --- Waiting ------------------------------------------------------------------------------------------

  void look_soon() {
    pause_ = kFirstLook;
    look_later();
  }

  void look_later() {
    look_timer_.expires_after(pause_);
    look_timer_.async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled) look();
    });
  }

  void look() {
    std::vector<TaskId> over;
    bool any_waits = false;
    for (auto& [id, job] : jobs_) {
      if (job.id.empty() || !job.is_wanted) continue;
      (job.folder.exit_code() ? over.push_back(id) : void(any_waits = true));
    }
    for (const TaskId id : over) finish(jobs_.at(id));
    pause_ = over.empty() ? std::min(pause_ * 3 / 2, std::chrono::milliseconds(kLastLook))
                          : std::chrono::milliseconds(kFirstLook);
    if (!any_waits) return;
    ask();
    look_later();
  }

  /// Asks each batch system that has jobs here for their status, one question at a time.
  void ask() {
    std::map<std::string, std::vector<TaskId>> waiting;
    for (auto& [id, job] : jobs_) {
      if (!job.id.empty() && job.is_wanted) waiting[binding_of(job.request).system.name].push_back(id);
    }
    for (auto& [name, tasks] : waiting) {
      const BatchJob& any = jobs_.at(tasks.front());
      const JobTemplate& system = binding_of(any.request).system;
      auto& next = next_question_.try_emplace(name, Clock::now() + std::chrono::seconds(system.poll_seconds))
                       .first->second;
      if (system.status.empty() || Clock::now() < next || is_asking_.contains(name)) continue;
      next = Clock::now() + std::chrono::seconds(system.poll_seconds);
      std::vector<std::string> ids;
      for (const TaskId id : tasks) ids.push_back(jobs_.at(id).id);
      is_asking_.insert(name);
      run(fill_ids(system.status, ids), any.request,
          [this, name = name, tasks = tasks](const Outcome& outcome) {
            is_asking_.erase(name);
            take_status(tasks, outcome);
          });
    }
  }

  /// A failed question says nothing: squeue fails for ids that it has forgotten, but also without its server.
  /// Only a job that is not found by an answer is missed.
  void take_status(const std::vector<TaskId>& tasks, const Outcome& outcome) {
    std::set<std::string, std::less<>> living;
    if (outcome.type == Outcome::Type::Succeeded) {
      std::string_view text = outcome.output.as_string();
      while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::string_view id = first_word(line);
        if (id.empty()) continue;
        const std::string_view state =
            first_word(line.substr(static_cast<size_t>(id.data() - line.data()) + id.size()));
        if (std::find(std::begin(kOver), std::end(kOver), state) == std::end(kOver)) living.emplace(id);
      }
    }
    for (const TaskId task : tasks) {
      const auto found = jobs_.find(task);
      if (found == jobs_.end() || !found->second.is_wanted) continue;
      BatchJob& job = found->second;
      job.questions = living.contains(job.id) ? 0 : job.questions + 1;
      if (job.folder.exit_code()) {
        finish(job);
      } else if (job.questions >= kQuestions) {
        fail(job, {"Job.Lost", "the job " + job.id + " of " + binding_of(job.request).system.name +
                                   " is gone, and left no exit code: " + job.folder.end_of("log", 2000)});
      }
    }
  }

  // --- Ends ---------------------------------------------------------------------------------------------

  void fail(BatchJob& job, asl::StateError error) { end(job, Outcome::failed(std::move(error))); }

  void end(BatchJob& job, Outcome outcome) {
    const TaskId id = job.request.id;
    const bool is_wanted = job.is_wanted;
    jobs_.erase(id);
    if (is_wanted) context_.sink.report(id, std::move(outcome));
  }

  void finish(BatchJob& job) {
    StderrText errors(context_.tasks.secrets);
    const auto show = [&](std::string_view line) { context_.sink.stderr_line(job.request, line); };
    errors.append(job.folder.beginning_of("err", kShownErrors), show);
    errors.finish(show);
    end(job, outcome_of(job, errors));
  }

  Outcome outcome_of(const BatchJob& job, const StderrText& errors) {
    const Binding& binding = *job.request.binding;
    const int code = *job.folder.exit_code();
    if (code != 0) {
      asl::StateError error = exit_error(code << 8, binding.errors, stderr_cause(errors.tail()));
      const std::string said = job.folder.beginning_of("error", 64 << 10);
      if (!said.empty()) apply_error_file(said, error, context_.tasks.secrets);
      return Outcome::failed(std::move(error));
    }
    const std::string output = job.output == ExecBinding::Output::None
                                   ? ""
                                   : job.folder.beginning_of("out.json", kMaxOutputBytes + 1);
    if (output.size() > kMaxOutputBytes) {
      return Outcome::failed({"States.DataLimitExceeded", "The job wrote more than " +
                                                              std::to_string(kMaxOutputBytes >> 20) +
                                                              " MiB to its standard output"});
    }
    auto result = read_output(output, job.output, context_.tasks.secrets);
    if (!result) return Outcome::failed(std::move(result.error()));
    return Outcome::succeeded(binding.wrap_lambda ? wrap_lambda_answer(std::move(*result))
                                                  : std::move(*result));
  }

  RunnerContext context_;
  std::unique_ptr<TaskRunner> commands_;
  asio::steady_timer look_timer_;
  std::chrono::milliseconds pause_{kFirstLook};
  std::string temporary_;  // where jobs of a run without a folder are
  std::map<TaskId, BatchJob> jobs_;
  std::map<TaskId, Command> running_;
  TaskId last_command_ = 0;
  std::map<std::string, Clock::time_point> next_question_;  // by system
  std::set<std::string> is_asking_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_job_runner(const RunnerContext& context) {
  return std::make_unique<JobRunner>(context);
}

}  // namespace pawl::tasks
