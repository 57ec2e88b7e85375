// Runs an Execution without processes, ports or sleeping: tasks answer from a script, time is virtual.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "engine/execution.h"
#include "history/event.h"
#include "value/value.h"

namespace pawl::test {

/// Parses JSON that the test wrote; a fault fails the test.
Value json(std::string_view text);
/// Parses a definition that the test wrote; a finding fails the test.
std::unique_ptr<asl::StateMachine> machine(std::string_view definition);

/// What a scripted task does: the outcome of its n-th start, n from 0, by state name. A task that is not in
/// the script never answers.
struct Script {
  std::map<std::string, std::deque<engine::Outcome>> outcomes;
  Script& succeed(const std::string& state, std::string_view output);
  Script& fail(const std::string& state, std::string error, std::string cause = "");
  Script& time_out(const std::string& state);
};

struct ScriptedRun {
  engine::Status status = engine::Status::Running;
  Value output;
  engine::StateError error;
  std::vector<std::string> lines;      // the history, as the encoder writes it
  std::vector<Value> events;           // the same, parsed
  std::vector<std::string> cancelled;  // names of the states whose command was taken back
  Millis elapsed = 0;                  // virtual time

  /// "TaskStateEntered TaskScheduled …"
  [[nodiscard]] std::string types() const;
  /// "2:TaskStateEntered<0 3:TaskScheduled<2 …"
  [[nodiscard]] std::string links() const;
};

/// The output, or "ERROR: CAUSE".
std::string outcome(const ScriptedRun& run);

struct ScriptedOptions {
  engine::Limits limits;
  uint64_t seed = 1;
  uint32_t slice = 4096;  // transitions per advance()
  Millis stop_after = 0;  // abort the execution at this virtual time; 0: never
  Value pawl;             // what ExecutionStarted says of the run; null: as if AWS had recorded it
  engine::DataFlowObserver* observer = nullptr;
};

ScriptedRun run(const asl::StateMachine& machine, std::string_view input, Script script = {},
                const ScriptedOptions& options = {});
ScriptedRun run(std::string_view definition, std::string_view input, Script script = {},
                const ScriptedOptions& options = {});

}  // namespace pawl::test
