#include "cli/commands/each.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/terminal/run_reporter.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

/// Hands lines out and takes results in, from any thread; prints results in the order of the lines.
class Lines {
 public:
  explicit Lines(Console& console) : console_(console) {}

  struct Line {
    uint64_t number = 0;  // from 1, as an editor counts
    uint64_t index = 0;   // from 0, without blank lines
    std::string text;
  };

  /// The next line that is not blank; false at the end, or when no more should run.
  bool next(Line& line) {
    const std::lock_guard lock(mutex_);
    while (!stopped_) {
      const auto more = input_.next(line.text);
      if (!more) cannot(more.error().message);
      if (!more || !*more) return false;
      line.number = ++number_;
      if (line.text.find_first_not_of(" \t\r") == std::string::npos) continue;
      line.index = index_++;
      return true;
    }
    return false;
  }

  /// What became of a line: its output as text with a newline, or nothing.
  void done(const Line& line, int exit_code, std::string text) {
    const std::lock_guard lock(mutex_);
    // Interrupted beats broken beats failed.
    exit_code_ = std::max(exit_code_, exit_code);
    waiting_[line.index] = std::move(text);
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == printed_;
         it = waiting_.erase(it), ++printed_) {
      if (const auto written = console_.out(it->second); !written) cannot(written.error().message);
    }
    if (console_.out_closed()) stopped_ = true;
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }

  /// A thread of ours ended with an exception: it is for the main thread.
  void broke(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    if (broken_ == nullptr) broken_ = std::move(why);
  }
  void rethrow() const {
    if (broken_ != nullptr) std::rethrow_exception(broken_);
  }

  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  void cannot(std::string_view message) {
    console_.error(message);
    exit_code_ = std::max<int>(exit_code_, kExitCannot);
    stopped_ = true;
  }

  Console& console_;
  InputLines input_;
  std::mutex mutex_;
  uint64_t number_ = 0;
  uint64_t index_ = 0;
  uint64_t printed_ = 0;
  std::map<uint64_t, std::string> waiting_;
  int exit_code_ = kExitYes;
  bool stopped_ = false;
  std::exception_ptr broken_;
};

/// Runs lines as long as there are any. One thread of several: each has a launcher of its own.
void work(runs::Launcher& launcher, const RunOptions& options, const runs::Launch& first, Lines& lines,
          Console& console) {
  Lines::Line line;
  while (lines.next(line)) {
    const std::string label = fmt::format("line {}: ", line.number);
    const auto input = parse_json(line.text);
    if (!input) {
      console.error(fmt::format("{}the input is not JSON: {}", label, printable(input.error().message)));
      lines.done(line, kExitCannot, "");
      continue;
    }
    const runs::Launch one{fmt::format("{}-{}", first.name, line.number), first.name_kind, label, line.index};
    const Ended ended = launch(launcher, one, *input, {options.display, true}, console);
    std::string text;
    if (ended.output) text = to_json(*ended.output) + "\n";
    if (ended.exit_code != kExitYes && ended.exit_code != kExitNo) lines.stop();
    lines.done(line, ended.exit_code, std::move(text));
  }
}

}  // namespace

int run_each(const RunOptions& options, const workflow::Workflow& workflow,
             const runs::LaunchSettings& settings, const runs::Launch& first, Console& console) {
  Lines lines(console);
  const auto work_on = [&](const workflow::Workflow& own, Value context) {
    runs::LaunchSettings own_settings{.run = options, .time = settings.time, .type = settings.type};
    own_settings.run.bounds.jobs = 0;  // it counts runs, not tasks
    own_settings.context = std::move(context);
    own_settings.seed = settings.seed;
    runs::Launcher launcher(own, std::move(own_settings), console);
    work(launcher, options, first, lines, console);
  };
  // Values stay in the thread that made them: every further thread reads the workflow for itself.
  const std::string context = to_json(settings.context);
  const auto help = [&] {
    const auto own = workflow::load(options.definition, options.workflow);
    if (!own || !own->tasks.unbound.empty()) return;  // changed since the first look: the others run
    work_on(*own, *parse_json(context));
  };
  const auto guarded = [&lines](const auto& act) {
    try {
      act();
    } catch (...) {
      lines.broke(std::current_exception());
    }
  };
  const uint32_t most = options.bounds.jobs.value_or(1);
  std::vector<std::thread> others;
  guarded([&] {
    for (uint32_t jobs = 1; jobs < most; ++jobs) {
      try {
        others.emplace_back([&] { guarded(help); });
      } catch (const std::system_error& error) {
        console.warning(fmt::format("the system has no thread left for more than {} of {} runs at a time: {}",
                                    jobs, most, error.code().message()));
        break;
      }
    }
    work_on(workflow, settings.context);
  });
  for (std::thread& other : others) other.join();
  lines.rethrow();
  return lines.exit_code();
}

}  // namespace pawl::cli
