// Strays: processes of a run's tasks that are outside of the tasks' process groups, and those that outlive
// their tasks. They are known by their marks (process_mark.h).
#pragma once
#include <sys/types.h>

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tasks/process_mark.h"

namespace pawl::tasks {

class Strays {
 public:
  /// `has_tasks` says whether a task has not ended yet.
  Strays(boost::asio::io_context& io, std::string run_mark, std::function<bool()> has_tasks);
  /// Ends the strays that are left, if end() did not.
  ~Strays();
  Strays(const Strays&) = delete;
  Strays& operator=(const Strays&) = delete;

  /// A command was started. As long as there are tasks, processes that became pawl's children and died are
  /// waited for once a second.
  void command_started();
  /// Whether a process of an attempt lives outside of its group.
  [[nodiscard]] bool remain(uint64_t scheduled, pid_t group) const;
  using Seen = std::function<void(const std::vector<MarkedProcess>&)>;
  /// Passes all marked processes to `seen`, soon: one search serves all calls until then.
  void look(Seen seen);

  /// The end of the run: background processes that finished tasks left running.
  void end();
  /// With SIGKILL.
  void hurry();
  [[nodiscard]] bool is_ending() const { return rest_.has_value(); }

 private:
  void wait_for_adopted();
  void await_rest();
  [[nodiscard]] std::function<std::vector<MarkedProcess>()> finder() const;

  boost::asio::io_context& io_;
  std::string run_mark_;
  std::function<bool()> has_tasks_;
  boost::asio::steady_timer timer_;
  std::optional<Termination> rest_;  // while it runs
  bool has_started_ = false;         // a command, ever
  bool hurries_ = false;
  bool was_ended_ = false;  // or is being ended
  bool is_looking_ = false;
  bool is_waiting_for_adopted_ = false;
};

}  // namespace pawl::tasks
