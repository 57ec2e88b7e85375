// What the engine asks the driver to do, and what comes back.
#pragma once
#include <cstdint>
#include <memory>

#include "asl/state.h"
#include "asl/state_error.h"
#include "base/timestamp.h"
#include "engine/map_run_plan.h"
#include "history/event.h"
#include "value/value.h"

namespace pawl::engine {

using asl::StateError;
using history::EventId;

/// Names the wait of one branch. A branch waits for at most one command; `generation` grows whenever the wait
/// ends, so a late outcome is found by an integer compare, and dropped. Slot 0, generation 0 stands for no
/// command.
struct CommandId {
  uint32_t slot = 0;
  uint32_t generation = 0;
  bool operator==(const CommandId&) const = default;
};

/// An effect that the driver carries out. The commands of a batch are carried out in order, after the events
/// before them are written.
struct Command {
  enum class Type : uint8_t {
    StartTask,    // run the task of `state` with `input`; report Started, then how it ended
    StartMapRun,  // run the children of the Distributed Map `state`, as `map_run` says; report Succeeded with
                  // the state's result, or Failed
    StartTimer,   // report TimerFired at `due` (a Wait, or the pause before a retry)
    Cancel,       // cancel the command `id` and stop its task; nothing is reported
  };
  Type type = Type::StartTask;
  CommandId id;
  const asl::State* state = nullptr;
  Value input;              // StartTask: what the task receives (Parameters applied)
  Millis due = 0;           // StartTimer: absolute
  Millis issued = 0;        // StartTask: the time of its *Scheduled event
  Millis timeout = 0;       // StartTask: from now on, in milliseconds; 0: none
  Millis heartbeat = 0;     // StartTask: longest gap between heartbeats; 0: none
  uint32_t attempt = 0;     // StartTask: 0 first, then one more for each retry
  uint32_t invocation = 0;  // StartTask: how often this execution started this state's task before
  int64_t map_index = -1;   // StartTask: index of the innermost Map iteration; -1 outside
  /// StartTask: id of the *Scheduled event; with the execution's name it makes the task token. StartMapRun:
  /// of MapRunStarted
  EventId scheduled = 0;
  std::shared_ptr<const MapRunPlan> map_run;  // StartMapRun; else null
};

/// What the driver reports about a command. Started and Submitted are intermediate, the others end it.
struct Outcome {
  enum class Type : uint8_t {
    Started,     // the task runs; `detail` goes into the event's `pawl` member
    Submitted,   // a .sync or .waitForTaskToken call was accepted; `output` is the answer
    Succeeded,   // `output` is the task's or the map run's result
    Failed,      // `error`
    TimedOut,    // TimeoutSeconds or HeartbeatSeconds ran out
    TimerFired,  // of StartTimer
  };
  Type type = Type::Succeeded;
  Value output;  // of Started: the name of the activity's worker, or null
  StateError error;
  Value detail;  // an object for the event's `pawl` member, or null

  /// Whether the command is over.
  [[nodiscard]] bool is_final() const { return type != Type::Started && type != Type::Submitted; }

  static Outcome started(Value detail = {}) { return {Type::Started, {}, {}, std::move(detail)}; }
  static Outcome succeeded(Value output) { return {Type::Succeeded, std::move(output), {}, {}}; }
  static Outcome failed(StateError error) { return {Type::Failed, {}, std::move(error), {}}; }
  static Outcome timed_out() { return {Type::TimedOut, {}, {}, {}}; }
  /// TimedOut, because of HeartbeatSeconds.
  static Outcome missed_heartbeat() {
    return {Type::TimedOut, {}, {}, Value::object({{"missed", Value::string("heartbeat")}})};
  }
  static Outcome timer_fired() { return {Type::TimerFired, {}, {}, {}}; }
};

}  // namespace pawl::engine
