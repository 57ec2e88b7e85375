// Tasks that start executions of state machines: what their parameters ask for and how AWS answers (AWS
// guide: "Start a new state machine execution"; API reference: StartExecution, StartSyncExecution,
// DescribeExecution).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "asl/resource.h"
#include "asl/state_error.h"
#include "base/timestamp.h"
#include "engine/command.h"
#include "value/value.h"

namespace pawl::tasks {

enum class StartForm : uint8_t {
  Start,     // states:startExecution
  Sync,      // states:startExecution.sync: waits, Input and Output of the answer are text
  Sync2,     // states:startExecution.sync:2: waits, they are JSON
  SdkStart,  // aws-sdk:sfn:startExecution
  SdkSync,   // aws-sdk:sfn:startSyncExecution: waits; of Express state machines only
};

/// nullopt: the Resource starts no execution. One that waits for a token starts it as one that does not.
std::optional<StartForm> start_form(const asl::Resource& resource);

/// Whether the Task lasts until the execution has ended.
inline bool waits_for_end(StartForm form) { return form != StartForm::Start && form != StartForm::SdkStart; }

struct StartRequest {
  std::string machine;  // StateMachineArn
  std::string input;    // JSON text, as the answers have it
  Value data;           // the same, parsed
  std::optional<std::string> name;
};

/// Errors are those of AWS, by which the Task fails.
tl::expected<StartRequest, asl::StateError> read_start_request(StartForm form, const Value& parameters);

/// Errors of the API: `what` is "ExecutionAlreadyExists", `message` "Execution Already Exists: 'ARN'".
asl::StateError start_error(StartForm form, std::string_view what, std::string_view message);

/// "arn:…:execution:NAME:EXECUTION", of an Express state machine "arn:…:express:NAME:EXECUTION:ID". A machine
/// that is no ARN gets one of this machine's account.
struct ExecutionArns {
  std::string machine;
  std::string execution;
};
ExecutionArns execution_arns(std::string_view machine, std::string_view name, std::string_view express_id);

/// A name for an execution that was given none, as a UUID; the same text always gives the same one.
std::string uuid_of(std::string_view text);

/// An execution as DescribeExecution shows it.
struct DescribedExecution {
  ExecutionArns arns;
  std::string name;
  std::string input;        // JSON text
  std::string_view status;  // "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"
  Value output;             // SUCCEEDED
  asl::StateError error;    // otherwise
  Millis started = 0;
  Millis stopped = 0;
};

/// The answer when the execution has been started.
Value started_answer(StartForm form, const DescribedExecution& execution);
/// How a Task that waits ends. If the execution did not succeed: States.TaskFailed, with what
/// DescribeExecution shows as the cause; startSyncExecution succeeds even then.
engine::Outcome end_of_task(StartForm form, const DescribedExecution& execution);

}  // namespace pawl::tasks
