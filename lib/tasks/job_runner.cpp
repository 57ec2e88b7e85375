#include "tasks/job_runner.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "tasks/batch_commands.h"
#include "tasks/command_result.h"
#include "tasks/command_spec.h"
#include "tasks/job_array.h"
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
/// Jobs that are started within this time go into the same array.
constexpr auto kGathering = std::chrono::milliseconds(25);
constexpr size_t kMostInArray = 1000;     // Slurm's own bound, unless it is raised there
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
  std::string id;         // empty: it is being submitted, or waits for others to be submitted with
  std::string asked_id;   // by which its status is asked for: the array's, if it is in one
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

class JobRunner final : public TaskRunner {
 public:
  explicit JobRunner(const RunnerContext& context)
      : context_(context), commands_(context), look_timer_(context.io()), gather_timer_(context.io()) {}

  ~JobRunner() override {
    if (jobs_.empty() && !is_in_run_folder()) JobFolder::remove_all(jobs_folder());
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
    job.folder = JobFolder(jobs_folder() + "/" + attempt_name(request));
    job.request = std::move(request);
    const JobTemplate& system = binding_of(job.request).system;
    if (const auto made = job.folder.prepare(*spec, system.array.empty() ? Sync::Yes : Sync::No); !made)
      return context_.sink.cannot_continue({"the folder of a job cannot be made: " + made.error().message});
    BatchJob& started = jobs_[id] = std::move(job);
    if (auto known = known_id(started)) return submitted(started, std::move(*known));
    if (system.array.empty()) submit(started);
    else gather(started);
  }

  void cancel(TaskId id) override {
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || !found->second.is_wanted) return;
    BatchJob& job = found->second;
    job.is_wanted = false;
    if (!job.id.empty()) cancel_job(job);
    else if (std::erase(gathered_[job.request.binding], id) > 0) jobs_.erase(id);
  }

  void stop(Stop how) override {
    std::vector<TaskId> ids;
    for (const auto& [id, job] : jobs_) ids.push_back(id);
    for (const TaskId id : ids) cancel(id);
    if (how == Stop::Gently) return;
    commands_.stop(how);
    jobs_.clear();
  }

  [[nodiscard]] bool is_idle() const override { return jobs_.empty() && commands_.is_idle(); }

 private:
  /// Then they stay with the run.
  [[nodiscard]] bool is_in_run_folder() const {
    return !context_.run_folder.empty() && context_.job_folder.starts_with(context_.run_folder);
  }

  static const JobBinding& binding_of(const TaskRequest& request) {
    return std::get<JobBinding>(request.binding->target);
  }

  /// Where the folders of the run's jobs are.
  const std::string& jobs_folder() {
    if (!context_.job_folder.empty() || !temporary_.empty())
      return temporary_.empty() ? context_.job_folder : temporary_;
    temporary_ = (fs::temp_directory_path() / "pawl-jobs-XXXXXX").string();
    if (::mkdtemp(temporary_.data()) == nullptr) temporary_.clear();
    return temporary_;
  }

  // --- Submitting ---------------------------------------------------------------------------------------

  /// That of a job which was submitted before.
  static std::optional<std::string> known_id(BatchJob& job) {
    if (auto id = job.folder.id()) return id;
    const auto place = job.folder.array();
    const auto array = place ? JobFolder(place->folder).id() : std::nullopt;
    if (!array) return std::nullopt;
    job.asked_id = *array;
    return id_in_array(job, *array, place->index);
  }

  static std::string id_in_array(const BatchJob& job, const std::string& array, uint64_t index) {
    const Words filled = fill_words({binding_of(job.request).system.array_id},
                                    {{"id", array}, {"index", std::to_string(index)}})
                             .value_or(Words());
    return filled.empty() ? array : filled.front();
  }

  void submit(const BatchJob& job) {
    run_submit(
        binding_of(job.request).system.submit, {{"job", job.folder.path()}}, job,
        [this, id = job.request.id](const Outcome& outcome) { take_id({id}, JobFolder({}), 0, outcome); });
  }

  void run_submit(const Words& words, std::map<std::string, std::string> values, const BatchJob& job,
                  BatchCommands::Then then) {
    values.emplace("name", job_name(job.request.state->name));
    commands_.run(fill_words(words, values).value_or(words), job.request, std::move(then));
  }

  void gather(const BatchJob& job) {
    std::vector<TaskId>& gathered = gathered_[job.request.binding];
    gathered.push_back(job.request.id);
    if (gathered.size() == kMostInArray) return submit_gathered(std::exchange(gathered, {}));
    if (gathered.size() > 1) return;
    gather_timer_.expires_after(kGathering);
    gather_timer_.async_wait([this](boost::system::error_code cancelled) {
      if (cancelled) return;
      for (auto& [binding, tasks] : std::exchange(gathered_, {})) submit_gathered(std::move(tasks));
    });
  }

  void submit_gathered(std::vector<TaskId> tasks) {
    if (tasks.empty()) return;
    const BatchJob& any = jobs_.at(tasks.front());
    if (tasks.size() == 1) {
      if (const auto synced = sync_around(any.folder.path()); !synced)
        return context_.sink.cannot_continue({synced.error().message});
      return submit(any);
    }
    const JobTemplate& system = binding_of(any.request).system;
    const uint64_t first = holds(system.array, "{count}") ? 1 : 0;
    std::vector<const JobFolder*> folders;
    for (const TaskId id : tasks) folders.push_back(&jobs_.at(id).folder);
    auto array = make_job_array(jobs_folder(), folders, first);
    if (!array)
      return context_.sink.cannot_continue(
          {"the folder of an array cannot be made: " + array.error().message});
    run_submit(system.array,
               {{"job", array->path()},
                {"last", std::to_string(tasks.size() - 1)},
                {"count", std::to_string(tasks.size())}},
               any, [this, tasks, array = *array, first](const Outcome& outcome) {
                 take_id(tasks, array, first, outcome);
               });
  }

  // --- Submitted ----------------------------------------------------------------------------------------

  /// Of a job, or of jobs in the folder of an array, numbered from `first` on.
  void take_id(const std::vector<TaskId>& tasks, const JobFolder& array, uint64_t first,
               const Outcome& outcome) {
    const bool is_array = !array.path().empty();
    bool is_kept = false;
    for (size_t i = 0; i < tasks.size(); ++i) {
      const auto found = jobs_.find(tasks[i]);
      if (found == jobs_.end()) continue;
      BatchJob& job = found->second;
      std::string id = printed_id(outcome);
      if (id.empty()) {
        fail(job, submit_error(binding_of(job.request).system.name, outcome));
        continue;
      }
      const auto kept = is_kept ? Result<void>() : (is_array ? array : job.folder).keep_id(id);
      if (!kept)
        return context_.sink.cannot_continue({"the id of a job cannot be kept: " + kept.error().message});
      is_kept = true;
      if (is_array) job.asked_id = id;
      submitted(job, is_array ? id_in_array(job, id, first + i) : id);
    }
  }

  /// Empty: none was printed.
  static std::string printed_id(const Outcome& outcome) {
    if (outcome.type == Outcome::Type::Failed) return {};
    // Slurm prints "id;cluster".
    const std::string_view text = outcome.output.as_string();
    return std::string(first_word(text.substr(0, text.find_first_of("\n;"))));
  }

  static asl::StateError submit_error(const std::string& system, const Outcome& outcome) {
    if (outcome.type != Outcome::Type::Failed)
      return {"Job.SubmitFailed", "the submit command of " + system + " printed no id of a job"};
    return {"Job.SubmitFailed", "the job could not be submitted to " + system + " (" +
                                    outcome.error.error.value_or("") +
                                    "): " + outcome.error.cause.value_or("")};
  }

  void submitted(BatchJob& job, std::string id) {
    job.id = std::move(id);
    if (job.asked_id.empty()) job.asked_id = job.id;
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
    std::vector<TaskId>& cancelled = cancelled_[job.request.binding];
    cancelled.push_back(task);
    if (cancelled.size() > 1) return;
    asio::post(context_.io(), [this, binding = job.request.binding] { cancel_together(binding); });
  }

  /// The jobs of a binding that were cancelled in the meantime.
  void cancel_together(const Binding* binding) {
    std::vector<std::string> ids;
    std::vector<TaskId> tasks = std::exchange(cancelled_[binding], {});
    std::erase_if(tasks, [this](TaskId task) { return !jobs_.contains(task); });
    for (const TaskId task : tasks) ids.push_back(jobs_.at(task).id);
    if (tasks.empty()) return;
    commands_.run(fill_ids(std::get<JobBinding>(binding->target).system.cancel, ids),
                  jobs_.at(tasks.front()).request, [this, tasks](const Outcome&) {
                    for (const TaskId task : tasks) jobs_.erase(task);
                  });
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
      for (const TaskId id : tasks) {
        const std::string& asked = jobs_.at(id).asked_id;
        if (std::find(ids.rbegin(), ids.rend(), asked) == ids.rend()) ids.push_back(asked);
      }
      is_asking_.insert(name);
      commands_.run(fill_ids(system.status, ids), any.request,
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
      job.questions = living.contains(job.id) || living.contains(job.asked_id) ? 0 : job.questions + 1;
      if (job.folder.exit_code()) {
        finish(job);
      } else if (job.questions >= kQuestions) {
        fail(job, {"Job.Lost", "the job " + job.id + " of " + binding_of(job.request).system.name +
                                   " is gone, and left no exit code: " + log_of(job)});
      }
    }
  }

  /// The end of what the batch system wrote about it; of an array's job the log stands in the array's folder.
  static std::string log_of(const BatchJob& job) {
    constexpr size_t kMost = 2000;
    const auto place = job.folder.array();
    const std::string log =
        place ? JobFolder(place->folder).end_of("log." + std::to_string(place->index), kMost) : "";
    return log.empty() ? job.folder.end_of("log", kMost) : log;
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
  BatchCommands commands_;
  asio::steady_timer look_timer_;
  asio::steady_timer gather_timer_;
  std::chrono::milliseconds pause_{kFirstLook};
  std::string temporary_;  // where jobs of a run without a folder are
  std::map<TaskId, BatchJob> jobs_;
  std::map<const Binding*, std::vector<TaskId>> gathered_;   // to be submitted as arrays
  std::map<const Binding*, std::vector<TaskId>> cancelled_;  // by their ids, in one command
  std::map<std::string, Clock::time_point> next_question_;   // by system
  std::set<std::string> is_asking_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_job_runner(const RunnerContext& context) {
  return std::make_unique<JobRunner>(context);
}

}  // namespace pawl::tasks
