// RunRecord: what one execution did, as expectations ask for it.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "engine/data_flow_observer.h"
#include "history/timeline.h"
#include "runtime/run.h"
#include "tasks/runner.h"

namespace pawl::testing {

class RunRecord final : public runtime::Observer, public engine::DataFlowObserver {
 public:
  /// A visit of a state. Those in the children of Distributed Maps have no data.
  struct Visit {
    const asl::State* state = nullptr;
    Value input;
    std::optional<Value> output;    // nullopt: it did not get to its end
    std::optional<Value> received;  // by its task; nullopt: none was started
    uint64_t attempts = 0;
  };
  struct Call {
    const asl::State* state = nullptr;
    const tasks::Binding* binding = nullptr;
    Value received;
  };

  /// `further` is told of the data flow too, and outlives the record.
  RunRecord(const asl::StateMachine& machine, engine::DataFlowObserver& further)
      : further_(further), entered_(machine.states.size()) {}

  /// The states in the order in which they were entered, nested ones and those of children too; cut after
  /// kMostEntries.
  [[nodiscard]] const std::vector<const asl::State*>& path() const { return path_; }
  [[nodiscard]] uint64_t path_length() const { return path_length_; }
  [[nodiscard]] uint64_t entered_count(const asl::State& state) const { return entered_[state.index]; }
  /// In the order in which they were entered; cut after kMostEntries.
  [[nodiscard]] const std::vector<Visit>& visits() const { return visits_; }
  /// Of tasks with a mock, a command or a request, in order; cut after kMostEntries.
  [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }
  [[nodiscard]] uint64_t event_count(history::EventType type) const {
    return events_[static_cast<size_t>(type)];
  }
  /// From the first event to the last one.
  [[nodiscard]] Millis elapsed() const { return last_ - first_; }

  /// What commands wrote to standard error, "Charge: text"; the last kMostLines.
  [[nodiscard]] const std::deque<std::string>& stderr_lines() const { return stderr_; }

  static constexpr size_t kMostEntries = 100'000;
  static constexpr size_t kMostLines = 20;

  // --- runtime::Observer
  void event(const history::HistoryEvent& event) override;
  void task_called(const tasks::TaskRequest& request) override;
  void task_stderr(const asl::State& state, uint32_t attempt, std::string_view line) override;
  // --- engine::DataFlowObserver
  void evaluated(const engine::Frame& frame, std::string_view field, const Value& value) override {
    further_.evaluated(frame, field, value);
  }
  void failed(const engine::Frame& frame, const engine::Failure& failure) override {
    further_.failed(frame, failure);
  }
  void entered(const asl::State& state) override;
  void left(const asl::State& state, const asl::State* next) override { further_.left(state, next); }

 private:
  engine::DataFlowObserver& further_;
  history::Timeline timeline_;
  std::vector<size_t> visit_of_slot_;  // an index of visits_
  std::vector<const asl::State*> path_;
  uint64_t path_length_ = 0;
  std::vector<uint64_t> entered_;  // by State::index
  std::vector<Visit> visits_;
  std::vector<Call> calls_;
  std::deque<std::string> stderr_;
  std::array<uint64_t, history::kEventTypes> events_{};
  Millis first_ = 0;
  Millis last_ = 0;
};

}  // namespace pawl::testing
