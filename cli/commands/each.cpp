#include "cli/commands/each.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/shortage.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/error.h"
#include "cli/terminal/run_reporter.h"
#include "history/sync_thread.h"
#include "runtime/host.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

constexpr uint32_t kMostAtOnce = 1000;  // executions, where no number bounds them

/// Hands lines out and takes results in, from any thread; prints results in the order of the lines.
class Lines {
 public:
  explicit Lines(Console& console) : console_(console) {}

  struct Line {
    uint64_t number = 0;  // from 1, as an editor counts
    uint64_t index = 0;   // from 0, without blank lines
  };
  using Found = InputLines::Found;

  /// The next line that is not blank. End: there is none, or no more should run. NotYet: the loop is woken
  /// when another thread has read more, or when there will be none.
  Found next(Line& line, std::string& text, runtime::EventLoop& loop) {
    const std::lock_guard lock(mutex_);
    while (!is_stopped_) {
      const auto found = input_.next_there(text);
      if (!found) cannot(found.error().message);
      if (!found || *found == Found::End) break;
      if (*found == Found::NotYet) {
        (void)loop.io();  // others wake it
        if (std::find(waiting_.begin(), waiting_.end(), &loop) == waiting_.end()) waiting_.push_back(&loop);
        return Found::NotYet;
      }
      line.number = ++number_;
      if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
      line.index = index_++;
      if (!waiting_.empty() && input_.has_line()) wake_all();
      return Found::Line;
    }
    wake_all();
    return Found::End;
  }
  /// The loop is woken no more.
  void forget(const runtime::EventLoop& loop) {
    const std::lock_guard lock(mutex_);
    std::erase(waiting_, &loop);
  }

  /// What became of a line: its output as text with a newline, or nothing.
  void done(const Line& line, int exit_code, std::string text) {
    const std::lock_guard lock(mutex_);
    // Interrupted beats broken beats failed.
    exit_code_ = std::max(exit_code_, exit_code);
    results_[line.index] = std::move(text);
    for (auto it = results_.begin(); it != results_.end() && it->first == printed_;
         it = results_.erase(it), ++printed_) {
      if (const auto written = console_.out(it->second); !written) cannot(written.error().message);
    }
    if (console_.out_closed()) stop();
  }

  /// No more lines are handed out. `exit_code`: what the command ends with at least.
  void end(int exit_code) {
    const std::lock_guard lock(mutex_);
    exit_code_ = std::max(exit_code_, exit_code);
    stop();
  }
  /// A thread of ours ended with an exception: it is for the main thread.
  void broke(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    stop();
    if (broken_ == nullptr) broken_ = std::move(why);
  }
  void rethrow() const {
    if (broken_ != nullptr) std::rethrow_exception(broken_);
  }

  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  void stop() {
    is_stopped_ = true;
    wake_all();
  }
  void wake_all() {
    for (runtime::EventLoop* loop : waiting_) loop->wake();
    waiting_.clear();
  }
  void cannot(std::string_view message) {
    console_.error(message);
    exit_code_ = std::max<int>(exit_code_, kExitCannot);
    stop();
  }

  Console& console_;
  InputLines input_;
  std::mutex mutex_;
  uint64_t number_ = 0;
  uint64_t index_ = 0;
  uint64_t printed_ = 0;
  std::map<uint64_t, std::string> results_;
  std::vector<runtime::EventLoop*> waiting_;
  int exit_code_ = kExitYes;
  bool is_stopped_ = false;
  std::exception_ptr broken_;
};

/// Whether nothing can be opened now.
bool is_short_of_descriptors() {
  const int probe = ::open("/", O_PATH | O_CLOEXEC);
  if (probe < 0) return is_shortage(errno);
  ::close(probe);
  return false;
}

/// Runs lines on a Host of its own, several at a time. One thread of one or more.
class Worker {
 public:
  /// All of it outlives the worker. `most`: executions at a time.
  Worker(runs::Launcher& launcher, const RunOptions& options, const runs::Launch& first, Lines& lines,
         Console& console, runtime::SharedTaskBound* tasks, uint32_t most)
      : launcher_(launcher),
        options_(options),
        first_(first),
        lines_(lines),
        console_(console),
        most_(most),
        refill_(std::make_shared<Refill>(*this)) {
    host_.emplace(true, tasks);
  }
  ~Worker() {
    if (host_) lines_.forget(host_->loop());
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void work() {
    while (host_) {
      refill();
      if (!runs_.empty()) run();
      else if (awaits_input_ && !is_interrupted()) host_->loop().wait(std::nullopt);
      else break;
    }
    if (is_interrupted()) lines_.end(interrupted().exit_code);
    for (const Elsewhere& one : elsewhere_)
      end(one.line, is_interrupted() ? interrupted() : wait_for(one.place, label_of(one.line), console_));
  }

 private:
  struct Run {
    Run(const Lines::Line& of, const workflow::Workflow& workflow, runs::PreparedRun run,
        const std::string& label, Shown shown, Console& console)
        : line(of), reported(workflow, std::move(run), label, shown, console) {}
    Lines::Line line;
    ReportedRun reported;
    bool is_over = false;
  };
  /// Another process runs the very same execution.
  struct Elsewhere {
    Lines::Line line;
    runs::HistoryPlace place;
  };
  /// Starts lines in the places of executions that ended.
  class Refill final : public runtime::Work {
   public:
    explicit Refill(Worker& worker) : worker_(worker) {}
    void cancel() override {}
    void turn() override { worker_.refill(); }

   private:
    Worker& worker_;
  };

  [[nodiscard]] bool is_interrupted() const { return host_ && host_->interrupts().count() > 0; }
  [[nodiscard]] Ended interrupted() const { return {128 + host_->interrupts().first_signal(), {}}; }
  static std::string label_of(const Lines::Line& line) { return fmt::format("line {}: ", line.number); }

  void run() {
    auto ran = runtime::run_jobs(*host_);
    if (ran) return;
    lines_.forget(host_->loop());
    host_.reset();
    for (Run& run : runs_) {
      if (!run.is_over) run.reported.break_off(ran.error());
      end(run.line, run.reported.close());
    }
    runs_.clear();
  }

  void refill() {
    end_runs();
    take_lines();
  }

  /// Where there are several, their histories get to the disk side by side, and while the next ones run.
  void end_runs() {
    if (runs_.size() == 1 && closing_.empty()) closing_.swap(over_);
    for (const auto run : closing_) {
      end(run->line, run->reported.close());
      runs_.erase(run);
    }
    closing_.clear();
    closing_.swap(over_);
    for (const auto run : closing_) run->reported.begin_close();
    if (!closing_.empty()) host_->ask_turn(refill_);
  }

  void take_lines() {
    awaits_input_ = false;
    while (runs_.size() - closing_.size() < most_ && !is_interrupted()) {
      if (!line_) {
        Lines::Line line;
        const auto found = lines_.next(line, text_, host_->loop());
        if (found == Lines::Found::NotYet) return await_input();
        if (found == Lines::Found::End) return;
        line_ = line;
      }
      if (!begin(*line_)) return;
      line_.reset();
    }
  }

  void await_input() {
    awaits_input_ = true;
    if (std::exchange(is_watching_, true)) return;
    const auto awaited = host_->loop().await_readable(STDIN_FILENO, [this] {
      is_watching_ = false;
      host_->ask_turn(refill_);
    });
    if (awaited) return;
    console_.error(fmt::format("cannot wait for standard input: {}", awaited.error().message));
    lines_.end(kExitCannot);
    awaits_input_ = is_watching_ = false;
  }

  /// False: the line has to wait until an execution has ended.
  bool begin(const Lines::Line& line) {
    const auto input = parse_json(text_);
    if (!input) {
      console_.error(
          fmt::format("{}the input is not JSON: {}", label_of(line), printable(input.error().message)));
      lines_.done(line, kExitCannot, "");
      return true;
    }
    const runs::Launch launch{fmt::format("{}-{}", first_.name, line.number), first_.name_kind,
                              label_of(line), line.index};
    auto run = launcher_.prepare(launch, *input);
    if (!run) {
      if (!runs_.empty() && is_short_of_descriptors()) return false;
      end(line, {report(run.error(), console_, launch.label), {}});
    } else if (run->place.is_running) {
      elsewhere_.push_back({line, run->place});
    } else {
      start(line, std::move(*run), launch.label);
    }
    return true;
  }

  void start(const Lines::Line& line, runs::PreparedRun run, const std::string& label) {
    const auto at = runs_.emplace(runs_.end(), line, launcher_.workflow(), std::move(run), label,
                                  Shown{options_.display, true}, console_);
    at->reported.start(*host_, [this, at] {
      at->is_over = true;
      over_.push_back(at);
      if (over_.size() == 1 && runs_.size() > 1) host_->ask_turn(refill_);
    });
  }

  void end(const Lines::Line& line, const Ended& ended) {
    if (ended.exit_code != kExitYes && ended.exit_code != kExitNo && ended.exit_code != kExitParked)
      lines_.end(ended.exit_code);
    lines_.done(line, ended.exit_code, ended.output ? to_json(*ended.output) + "\n" : std::string());
  }

  runs::Launcher& launcher_;
  const RunOptions& options_;
  const runs::Launch& first_;
  Lines& lines_;
  Console& console_;
  uint32_t most_;
  std::shared_ptr<Refill> refill_;
  std::shared_ptr<void> sync_threads_ = history::SyncedFile::keep_threads();
  std::optional<Lines::Line> line_;                // handed out and not begun
  std::string text_;                               // its
  bool awaits_input_ = false;                      // there may be more lines
  bool is_watching_ = false;                       // the loop hears of input
  std::list<Run> runs_;                            // that were started
  std::vector<std::list<Run>::iterator> over_;     // of them
  std::vector<std::list<Run>::iterator> closing_;  // of those that are over: their histories are
  std::vector<Elsewhere> elsewhere_;
  std::optional<runtime::Host> host_;
};

/// How many executions may run at a time: open histories must leave descriptors for tasks.
uint32_t most_at_once(const RunOptions& options) {
  constexpr rlim_t kForPawl = 64;
  constexpr rlim_t kAtLeast = 8;
  const uint32_t jobs = options.bounds.jobs.value_or(1);
  const uint32_t most = jobs == 0 ? kMostAtOnce : jobs;
  rlimit limit{};
  if (options.history.place == "none" || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return most;
  const rlim_t histories = (limit.rlim_cur - std::min(limit.rlim_cur, kForPawl)) / 3;
  return static_cast<uint32_t>(std::min<rlim_t>(most, std::max(histories, kAtLeast)));
}

/// `hosts` shares of `all`, the first ones the larger.
uint32_t share_of(uint32_t all, uint32_t hosts, uint32_t number) {
  return all / hosts + (number < all % hosts ? 1 : 0);
}

}  // namespace

int run_each(const RunOptions& options, const workflow::Workflow& workflow,
             const runs::LaunchSettings& settings, const runs::Launch& first, Console& console) {
  Lines lines(console);
  const uint32_t jobs = options.bounds.jobs.value_or(1);
  const uint32_t most = most_at_once(options);
  std::optional<runtime::SharedTaskBound> tasks;
  if (options.bounds.jobs && jobs != 0) tasks.emplace(jobs);
  const auto work_on = [&](const workflow::Workflow& own, Value context, uint32_t at_once) {
    runs::LaunchSettings own_settings{.run = options, .time = settings.time, .type = settings.type};
    if (options.bounds.jobs) own_settings.run.bounds.jobs = 0;  // it bounds the tasks of all of them
    own_settings.context = std::move(context);
    own_settings.seed = settings.seed;
    runs::Launcher launcher(own, std::move(own_settings), console);
    Worker(launcher, options, first, lines, console, tasks ? &*tasks : nullptr, at_once).work();
  };
  // Values stay in the thread that made them: every further thread reads the workflow for itself.
  const std::string context = to_json(settings.context);
  const auto help = [&](uint32_t at_once) {
    const auto own = workflow::load(options.definition, options.workflow);
    if (!own || !own->tasks.unbound.empty()) return;  // changed since the first look: the others run
    work_on(*own, *parse_json(context), at_once);
  };
  const auto guarded = [&lines](const auto& act) {
    try {
      act();
    } catch (...) {
      lines.broke(std::current_exception());
    }
  };
  const uint32_t hosts = std::clamp(std::thread::hardware_concurrency(), 1U, most);
  std::vector<std::thread> others;
  uint32_t left = most;
  guarded([&] {
    for (uint32_t number = 1; number < hosts; ++number) {
      const uint32_t share = share_of(most, hosts, number);
      try {
        others.emplace_back([&, share] { guarded([&] { help(share); }); });
        left -= share;
      } catch (const std::system_error& error) {
        console.warning(
            fmt::format("the system has no thread left: {} of {} processors run the executions: {}", number,
                        hosts, error.code().message()));
        break;
      }
    }
    work_on(workflow, settings.context, left);
  });
  for (std::thread& other : others) other.join();
  lines.rethrow();
  return lines.exit_code();
}

}  // namespace pawl::cli
