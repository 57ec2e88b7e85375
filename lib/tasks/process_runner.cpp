#include "tasks/process_runner.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/shortage.h"
#include "tasks/command_result.h"
#include "tasks/command_spec.h"
#include "tasks/error_files.h"
#include "tasks/process.h"
#include "tasks/process_settings.h"
#include "tasks/program_lookup.h"
#include "tasks/shortage_backoff.h"
#include "tasks/spawner.h"
#include "tasks/stderr_text.h"
#include "tasks/strays.h"
#include "tasks/task_variables.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;
using engine::Outcome;

constexpr auto kGrace = std::chrono::seconds(5);  // from SIGTERM to SIGKILL
constexpr auto kGroupPoll = std::chrono::milliseconds(20);
// For a group that SIGKILL does not end: not ours to kill, or stuck in the kernel.
constexpr auto kPatience = std::chrono::seconds(1);
constexpr size_t kScratch = 64 << 10;

class ProcessRunner : public TaskRunner {
 public:
  explicit ProcessRunner(const RunnerContext& context)
      : context_(context),
        io_(context.io()),
        shortage_timer_(io_),
        strays_(io_, context.run_mark, [this] { return !processes_.empty(); }),
        spawner_(context.spawn_threads, [this] { asio::post(io_, [this] { take_spawned(); }); }) {
    environment_ = environment_block(context.tasks.environment, {});
    search_path_ = search_path(context.tasks.environment);
  }

  /// Usually idle by then. If not, an error ended the run: nothing is left running all the same.
  ~ProcessRunner() override {
    for (const auto& [ticket, process] : processes_) {
      if (process->pid <= 0) continue;
      kill_group(process->pid);
      Children::leave(process->pid);
    }
  }
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;

  void start(TaskRequest request) override {
    auto spec = make_command(*request.binding, request.input, request.state->name);
    if (!spec) return context_.sink.report(request.id, Outcome::failed(std::move(spec.error())));
    auto program = lookup(spec->argv.front(), spec->directory);
    if (!program) return refuse(request, 127, program.error().message);

    const uint64_t ticket = request.id;
    auto process = std::make_shared<Process>(io_, std::move(request), context_.tasks.secrets);
    process->output_mode = spec->output;
    process->argv = shown_arguments(*process->request.binding, spec->argv);
    process->program = *program;
    process->directory = spec->directory;

    auto job = std::make_unique<SpawnJob>();
    job->ticket = ticket;
    job->program = std::move(*program);
    job->argv = std::move(spec->argv);
    job->directory = std::move(spec->directory);
    job->input = std::move(spec->input);
    job->keeps_output = spec->output != ExecBinding::Output::None;
    job->environment = spec->environment.empty()
                           ? environment_
                           : environment_block(context_.tasks.environment, spec->environment);
    if (!std::get<ExecBinding>(process->request.binding->target).detach)
      job->mark = process_label(context_.run_mark, process->request.scheduled);
    job->more_environment = task_variables(
        process->request, process->request.run.empty() ? context_.run_name : process->request.run, job->mark,
        error_files_.path_for(ticket));
    processes_[ticket] = std::move(process);
    submit(std::move(job));
  }

  void cancel(TaskId id) override {
    const auto found = processes_.find(id);
    if (found == processes_.end()) return;
    const ProcessPtr process = found->second;
    process->is_wanted = false;
    terminate(process);
  }

  void stop(Stop how) override {
    is_ending_ = true;
    if (how == Stop::AtOnce) strays_.hurry();
    const auto processes = processes_;
    for (const auto& [ticket, process] : processes) {
      process->is_wanted = false;
      terminate(process);
      if (how == Stop::AtOnce) kill(process);
    }
    if (processes_.empty()) strays_.end();
  }

  [[nodiscard]] bool is_idle() const override { return processes_.empty() && !strays_.is_ending(); }

 private:
  // --- Starting ---------------------------------------------------------------------------------------

  void refuse(const TaskRequest& request, int code, const std::string& why) {
    const auto& names = request.binding->errors;
    const auto named = names.find(code);
    context_.sink.report(
        request.id,
        Outcome::failed({named != names.end() ? named->second : "Exit." + std::to_string(code), why}));
  }

  Result<std::string> lookup(const std::string& name, const std::string& directory) {
    if (name.find('/') != std::string::npos) return find_program(name, directory, search_path_);
    const auto known = programs_.find(name);
    if (known != programs_.end() && ::access(known->second.c_str(), X_OK) == 0) return known->second;
    PAWL_TRY(std::string path, find_program(name, directory, search_path_));
    programs_[name] = path;
    return path;
  }

  Value shown_arguments(const Binding& binding, const std::vector<std::string>& argv) {
    const bool is_fixed = !std::get<ExecBinding>(binding.target).from_parameters;
    if (is_fixed) {
      if (const auto known = shown_.find(&binding); known != shown_.end()) return known->second;
    }
    Value shown = shown_words(argv);
    if (is_fixed) shown_[&binding] = shown;
    return shown;
  }

  void submit(std::unique_ptr<SpawnJob> job) {
    if (submitted_ >= most_ || is_short_) {
      waiting_.push_back(std::move(job));
      return;
    }
    ++submitted_;
    spawner_.submit(std::move(job));
  }

  void submit_waiting() {
    if (waiting_.empty() || submitted_ >= most_) return;
    ++submitted_;
    spawner_.submit(std::move(waiting_.front()));
    waiting_.pop_front();
  }

  /// A process is over, and the next may start.
  void forget(uint64_t ticket) {
    processes_.erase(ticket);
    --submitted_;
    if (is_ending_ && processes_.empty()) strays_.end();
    submit_waiting();
  }

  void take_spawned() {
    for (auto& job : spawner_.take()) {
      const ProcessPtr process = processes_.at(job->ticket);
      if (job->error == 0) {
        begin(process, *job);
        is_short_ = false;
        backoff_.renew();
        submit_waiting();
      } else if (process->is_wanted && is_shortage(job->error)) {
        wait_for_more(std::move(job));
      } else {
        spawn_failed(*process, *job);
      }
    }
  }

  /// A shortage: the start is tried again when another task ends, or after a delay.
  void wait_for_more(std::unique_ptr<SpawnJob> job) {
    if (job->has_run) {
      return context_.sink.cannot_continue(
          {"the state '" + processes_.at(job->ticket)->request.state->name +
           "' was stopped, for its command could not be watched: " + shortage_text(job->error)});
    }
    --submitted_;
    is_short_ = true;
    const int error = std::exchange(job->error, 0);
    waiting_.push_front(std::move(job));
    if (backoff_.is_over())
      return context_.sink.cannot_continue({"no command can be started: " + shortage_text(error)});
    shortage_timer_.expires_after(ShortageBackoff::kPause);
    shortage_timer_.async_wait([this](error_code cancelled) {
      if (!cancelled && is_short_) submit_waiting();
    });
  }

  void spawn_failed(Process& process, const SpawnJob& job) {
    const TaskRequest& request = process.request;
    if (process.is_wanted) {
      const int code = job.error == ENOENT || job.error == ENOTDIR ? 127 : 126;
      refuse(request, code, start_failure(job.error, process.program, process.directory));
    }
    forget(job.ticket);
  }

  void begin(const ProcessPtr& process, SpawnJob& job) {
    Process& p = *process;
    p.pid = job.pid;
    p.exit.assign(job.process);
    p.holding.emplace();
    strays_.command_started();
    if (job.stdout_pipe >= 0) adopt(p.out, job.stdout_pipe);
    adopt(p.err, job.stderr_pipe);
    if (p.is_wanted) {
      report_started(context_.sink, p.request,
                     Value::object({{"argv", p.argv},
                                    {"pid", Value::integer(p.pid)},
                                    {"attempt", Value::integer(p.request.attempt)}}));
    }
    if (job.stdin_pipe >= 0) {
      adopt(p.in, job.stdin_pipe);
      p.input = std::move(*job.input);
      p.written = job.written;
      write_more(process);
    }
    if (p.out.is_open()) read_when_ready(process, p.out, &ProcessRunner::take_output);
    read_when_ready(process, p.err, &ProcessRunner::take_stderr);
    wait_for_exit(process);
    if (p.is_stopping) {
      p.is_stopping = false;
      const bool at_once = p.is_killed;
      terminate(process);
      if (at_once) {
        p.is_killed = false;
        kill(process);
      }
    }
  }

  // --- While it runs ----------------------------------------------------------------------------------

  void write_more(const ProcessPtr& process) {
    Process& p = *process;
    while (p.in.is_open() && p.written < p.input.size()) {
      const ssize_t n = ::write(p.in.native_handle(), p.input.data() + p.written, p.input.size() - p.written);
      if (n > 0) {
        p.written += static_cast<size_t>(n);
      } else if (errno == EAGAIN) {
        p.in.async_wait(stream_descriptor::wait_write, [this, process](error_code error) {
          if (!error) write_more(process);
        });
        return;
      } else if (errno != EINTR) {
        break;  // the command closed its stdin
      }
    }
    close_descriptor(p.in);
    p.input = {};
  }

  using Take = void (ProcessRunner::*)(const ProcessPtr&, std::string_view);

  void read_when_ready(const ProcessPtr& process, stream_descriptor& pipe, Take take) {
    pipe.async_wait(stream_descriptor::wait_read, [this, process, &pipe, take](error_code error) {
      if (error) return;
      if (read_available(process, pipe, take)) {
        read_when_ready(process, pipe, take);
      } else {
        close_descriptor(pipe);
        finish_if_over(process);
      }
    });
  }

  /// False at the end of the stream. Reads a bounded number of times, so that one command cannot keep the
  /// others waiting.
  bool read_available(const ProcessPtr& process, stream_descriptor& pipe, Take take) {
    for (int round = 0; round < 16 && pipe.is_open(); ++round) {
      const ssize_t n = ::read(pipe.native_handle(), scratch_.data(), scratch_.size());
      if (n > 0) {
        (this->*take)(process, {scratch_.data(), static_cast<size_t>(n)});
      } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        return false;
      } else if (errno == EAGAIN) {
        return true;
      }
    }
    return pipe.is_open();
  }

  void take_output(const ProcessPtr& process, std::string_view bytes) {
    Process& p = *process;
    if (!p.is_wanted) return;
    if (p.output.size() + bytes.size() <= kMaxOutputBytes) {
      p.output += bytes;
      return;
    }
    p.is_wanted = false;
    p.output = {};
    context_.sink.report(
        p.request.id,
        Outcome::failed(
            {"States.DataLimitExceeded",
             "The command wrote more than " + std::to_string(kMaxOutputBytes >> 20) +
                 " MiB to its standard output, which is all that pawl keeps in memory. Write large "
                 "data to a file and answer with its name"}));
    terminate(process);
  }

  void take_stderr(const ProcessPtr& process, std::string_view bytes) {
    process->stderr_text.append(bytes, [&](std::string_view line) { show_line(process->request, line); });
  }

  void show_line(const TaskRequest& request, std::string_view line) {
    context_.sink.stderr_line(request, line);
  }

  void wait_for_exit(const ProcessPtr& process) {
    process->exit.async_wait(stream_descriptor::wait_read, [this, process](error_code error) {
      if (error) return;
      process->has_exited = true;
      close_descriptor(process->in);
      if (process->is_killed) abandon_pipes(process);
      if (finish_if_over(process) || process->is_stopping) return;
      process->timer.expires_after(kGrace);
      process->timer.async_wait([this, process](error_code cancelled) {
        if (cancelled || process->is_stopping) return;
        show_line(process->request,
                  "pawl: the command has exited, but a background process of it keeps its output open, and "
                  "the task waits for it; "
                  "to let it run on its own, start it with >/dev/null 2>&1");
      });
    });
  }

  // --- Its end ----------------------------------------------------------------------------------------

  /// After SIGKILL only processes outside of the group can still hold the pipes; these are not waited for.
  void abandon_pipes(const ProcessPtr& process) {
    Process& p = *process;
    if (p.out.is_open()) read_available(process, p.out, &ProcessRunner::take_output);
    if (p.err.is_open()) read_available(process, p.err, &ProcessRunner::take_stderr);
    close_descriptor(p.out);
    close_descriptor(p.err);
  }

  bool finish_if_over(const ProcessPtr& process) {
    Process& p = *process;
    if (!p.has_exited || p.out.is_open() || p.err.is_open() || p.pid < 0 || !p.exit.is_open()) return false;
    int status = 0;
    while (::waitpid(p.pid, &status, 0) < 0 && errno == EINTR) {
    }
    Children::leave(p.pid);
    close_descriptor(p.exit);
    p.timer.cancel();
    p.stderr_text.finish([&](std::string_view line) { show_line(p.request, line); });
    if (p.is_wanted) {
      p.is_wanted = false;
      context_.sink.report(p.request.id, outcome_of(p, status));
    }
    if (p.is_stopping) {
      await_group(process,
                  std::chrono::steady_clock::now() + (p.is_killed ? std::chrono::seconds(0) : kGrace));
    } else {
      forget(p.request.id);
    }
    return true;
  }

  Outcome outcome_of(Process& p, int status) {
    const bool wraps = p.request.binding->wrap_lambda;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      auto result = read_output(p.output, p.output_mode, context_.tasks.secrets);
      p.output = {};
      if (result)
        return Outcome::succeeded(wraps ? wrap_lambda_answer(std::move(*result)) : std::move(*result));
      return Outcome::failed(std::move(result.error()));
    }
    asl::StateError error = exit_error(status, p.request.binding->errors, stderr_cause(p.stderr_text.tail()));
    if (const auto written = error_files_.take(p.request.id))
      apply_error_file(*written, error, context_.tasks.secrets);
    return Outcome::failed(std::move(error));
  }

  void terminate(const ProcessPtr& process) {
    Process& p = *process;
    if (p.is_stopping) return;
    p.is_stopping = true;
    if (p.pid < 0) {
      const uint64_t ticket = p.request.id;
      const auto is_it = [ticket](const auto& job) { return job->ticket == ticket; };
      if (std::erase_if(waiting_, is_it) > 0) processes_.erase(ticket);
      return;
    }
    ::kill(-p.pid, SIGTERM);
    ::kill(-p.pid, SIGCONT);  // a stopped process does not receive SIGTERM
    tell_strays();
    p.timer.expires_after(kGrace);
    p.timer.async_wait([this, process](error_code cancelled) {
      if (!cancelled) kill(process);
    });
  }

  void kill(const ProcessPtr& process) {
    Process& p = *process;
    if (p.is_killed) return;
    p.is_killed = true;
    if (p.pid < 0) return;
    ::kill(-p.pid, SIGKILL);
    tell_strays();
    if (!p.has_exited || !p.exit.is_open()) return;
    abandon_pipes(process);
    finish_if_over(process);
  }

  /// The command is reaped, but processes of its group and strays may live on: they get the same grace
  /// period, then SIGKILL. While one lives, the kernel does not reuse the group's number.
  void await_group(const ProcessPtr& process, std::chrono::steady_clock::time_point deadline) {
    Process& p = *process;
    const auto now = std::chrono::steady_clock::now();
    const bool group_left = group_lives(p.pid);
    if ((!group_left && !strays_.remain(p.request.scheduled, p.pid)) || now >= deadline + kPatience) {
      forget(p.request.id);
      return;
    }
    if (now >= deadline) p.is_killed = true;
    if (p.is_killed && group_left) ::kill(-p.pid, SIGKILL);
    if (p.is_killed) tell_strays();
    p.timer.expires_after(kGroupPoll);
    p.timer.async_wait([this, process, deadline](error_code cancelled) {
      if (!cancelled) await_group(process, deadline);
    });
  }

  /// Sends SIGTERM to the strays of all tasks that are being stopped.
  void tell_strays() {
    strays_.look([this](const std::vector<MarkedProcess>& marked) {
      for (const auto& [ticket, process] : processes_) {
        Process& p = *process;
        if (!p.is_stopping || p.pid < 0) continue;
        for (const MarkedProcess& one : marked) {
          if (one.scheduled != p.request.scheduled || one.group == p.pid) continue;
          if (p.is_killed) ::kill(one.pid, SIGKILL);
          else if (p.terminated.insert(one.pid).second) ::kill(one.pid, SIGTERM);
        }
      }
    });
  }

  RunnerContext context_;
  asio::io_context& io_;
  std::shared_ptr<const EnvironmentBlock> environment_;
  std::string search_path_;
  std::unordered_map<std::string, std::string> programs_;  // found in PATH before
  std::unordered_map<const Binding*, Value> shown_;        // argv as the history shows it
  std::unordered_map<TaskId, ProcessPtr> processes_;
  std::deque<std::unique_ptr<SpawnJob>> waiting_;  // until others have ended
  size_t submitted_ = 0;
  const size_t most_ = most_processes();
  bool is_ending_ = false;  // the run is
  bool is_short_ = false;   // the last start failed for want of descriptors, processes or memory
  ShortageBackoff backoff_;
  asio::steady_timer shortage_timer_;
  std::array<char, kScratch> scratch_;
  ProcessSettings settings_;
  ErrorFiles error_files_{context_.run_folder};
  Strays strays_;
  Spawner spawner_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_process_runner(const RunnerContext& context) {
  return std::make_unique<ProcessRunner>(context);
}

}  // namespace pawl::tasks
