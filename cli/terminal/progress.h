// ProgressDisplay: what a user sees on standard error while a run is running. One line for each state that
// takes time (Task, Wait, Parallel, Map), each retry and each failure; with -v every state. Inside a Map only
// failures, and the count of items. On a terminal a last line names what is running.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "asl/state_machine.h"
#include "base/timestamp.h"
#include "cli/terminal/console.h"
#include "history/event_family.h"
#include "history/summary.h"
#include "runtime/run.h"

namespace pawl::cli {

/// "pawl task succeed order-7 Approve", "pawl worker resize -- COMMAND".
std::string how_to_answer(const waiting::OpenTask& task);

class ProgressDisplay : public runtime::Observer {
 public:
  enum class Style : uint8_t { None, Plain, Live };
  enum class Detail : uint8_t { ErrorsOnly, Normal, EveryState };

  /// `label` stands in front of each line ("line 3: "), to tell executions apart. `event_warning`: say once
  /// when more than this many events are passed; 0: never.
  ProgressDisplay(Console& console, const asl::StateMachine& machine, Style style, Detail detail,
                  std::string label = "", uint64_t event_warning = 0);
  ~ProgressDisplay() override;

  /// What happened before, in a run that is resumed.
  void know(const history::RunSummary& before);
  void event(const history::HistoryEvent& event) override;
  void task_stderr(const asl::State& state, uint32_t attempt, std::string_view line) override;
  void waits(const asl::State& state, const waiting::OpenTask& task) override;
  void map_run(const asl::State& state, const runtime::MapRunProgress& progress, Millis now) override;

  /// Takes the live line away.
  void finish();

  /// What the state's last attempt that failed had started: "./bin/convert part-1.txt", "GET http://…"; empty
  /// if it started nothing.
  [[nodiscard]] std::string failed_command(const asl::State& state) const;

 private:
  struct Seen {
    Millis entered = 0;
    uint32_t running = 0;
    uint32_t attempts = 0;
    uint32_t failures = 0;
    std::string error;     // of the last attempt; empty: none failed
    Value failed_command;  // what *Started said in `pawl` about the last attempt that failed
    uint64_t items = 0;    // of a Map
    uint64_t done = 0;
    uint64_t failed = 0;
    uint64_t before = 0;                            // ended before this process began
    std::chrono::steady_clock::time_point began{};  // of a Distributed Map
  };

  void note_command(const history::HistoryEvent& event);
  void happened(const history::HistoryEvent& event, const history::EventFamily& family);
  static std::string items_text(const Seen& map);
  void iteration_ended(const history::HistoryEvent& event);
  void entered(const history::HistoryEvent& event);
  void exited(const history::HistoryEvent& event);
  void failed(const history::HistoryEvent& event);
  void line(Millis at, const asl::State& state, Color color, std::string_view text);
  void redraw();
  void note_block(const asl::Block& block, bool in_map);
  [[nodiscard]] Seen& seen(const asl::State& state) { return seen_[state.index]; }
  [[nodiscard]] bool is_shown(const asl::State& state) const;

  Console& console_;
  const asl::StateMachine& machine_;
  Style style_;
  Detail detail_;
  std::string label_;
  uint64_t event_warning_;
  size_t name_width_ = 0;
  std::string last_error_;                               // the name of the last one
  std::unordered_map<history::EventId, Value> started_;  // by the id of *Started: its `pawl`
  std::vector<Seen> seen_;                               // by State::index
  std::vector<bool> in_map_;                             // by State::index
  std::chrono::steady_clock::time_point last_drawn_{};
  std::chrono::steady_clock::time_point last_count_ = std::chrono::steady_clock::now();
};

}  // namespace pawl::cli
