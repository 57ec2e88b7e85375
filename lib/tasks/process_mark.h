// Marks: find the processes of a run without a record of them. Every command inherits a descriptor of an
// anonymous file (memfd) whose label names the run and the attempt, and has the same label in its
// environment. The kernel keeps the label as long as the process lives: over exec, setsid, a cleared
// environment, and the death of pawl itself. Found through /proc.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/timestamp.h"

namespace pawl::tasks {

/// The variable that holds the label too: some programs close the descriptors they do not know.
inline constexpr std::string_view kMarkVariable = "PAWL_PROCESS_MARK";

/// The mark of a run: the same for every pawl that writes the history `path`, a different one for a copy of
/// it. Empty path: a run without a history; each call gives another mark.
std::string run_mark(const std::string& history_path, Millis start_time);

/// The label of one attempt: `scheduled` is the event that scheduled the task.
std::string process_label(std::string_view run_mark, uint64_t scheduled);
/// The descriptor that carries a label, closed on exec; -1: errno.
int open_mark(const std::string& label);

struct MarkedProcess {
  pid_t pid = -1;
  pid_t group = -1;
  uint64_t scheduled = 0;  // the attempt's
  std::string command;     // the program's name, for messages
};

/// The living processes of a run: who holds a mark, and who belongs to the process group of one or descends
/// from one. Processes of other users are seen only by root.
std::vector<MarkedProcess> find_marked(std::string_view run_mark);

/// Ends processes that no task waits for: SIGTERM once, SIGKILL after a grace period.
class Termination {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kGrace{5};
  /// `find` returns those that still live.
  explicit Termination(std::function<std::vector<MarkedProcess>()> find, Clock::duration grace = kGrace)
      : find_(std::move(find)), deadline_(Clock::now() + grace) {}

  void hurry() { deadline_ = Clock::now(); }
  /// To be called every few milliseconds. True: none is left, or those left cannot be ended.
  bool step();
  /// Those that are left.
  [[nodiscard]] const std::vector<MarkedProcess>& left() const { return left_; }

 private:
  std::function<std::vector<MarkedProcess>()> find_;
  Clock::time_point deadline_;
  std::set<pid_t> told_;
  std::vector<MarkedProcess> left_;
};

}  // namespace pawl::tasks
