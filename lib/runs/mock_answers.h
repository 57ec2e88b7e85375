// What the tasks of a recorded run answered, numbered as MockConfigFile.json numbers them: by the invocations
// of a state in the execution.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "engine/execution.h"
#include "history/timeline.h"
#include "runs/recorded.h"

namespace pawl::runs {

class MockAnswers {
 public:
  /// Errors: the history cannot be read, or lacks what a task gave.
  static Result<MockAnswers> read(const std::string& history);

  /// By state and number, as members of MockedResponses: {"Return": …} or {"Throw": …}.
  using Numbered = std::map<std::string, std::map<uint64_t, Value>>;
  /// In the order in which the record scheduled them.
  [[nodiscard]] Numbered as_recorded() const;

  struct Rehearsed {
    Numbered numbered;
    engine::Status status = engine::Status::Running;
    Value output;
  };
  /// In the order in which an execution with mocks asks for them. Where branches run at the same time, this
  /// differs from the order of the record.
  [[nodiscard]] Rehearsed as_mocked(const asl::StateMachine& machine, const Recorded& recorded) const;

  /// Whether some task ran in more than one branch or iteration.
  [[nodiscard]] bool has_forks() const;
  /// Of the file of the record.
  [[nodiscard]] const history::FileFaults& faults() const { return faults_; }
  /// Of the record.
  [[nodiscard]] const Value& input() const { return input_; }
  [[nodiscard]] engine::Status status() const { return status_; }
  [[nodiscard]] const Value& output() const { return output_; }

 private:
  struct Invocation {
    std::string state;
    std::string block;              // see history::Timeline
    history::EventId answered = 0;  // 0: never
    engine::Outcome outcome;
  };
  Result<void> note(const history::RecordedEvent& event);
  void redriven(const history::RecordedEvent& event);

  history::Timeline timeline_;
  std::vector<Invocation> invocations_;         // as recorded
  std::map<history::EventId, size_t> running_;  // last event -> invocation
  history::EventId failure_ = 0;                // that led to the end, so far
  Value input_;
  Millis started_ = 0;
  engine::Status status_ = engine::Status::Running;
  Value output_;
  history::FileFaults faults_;
};

}  // namespace pawl::runs
