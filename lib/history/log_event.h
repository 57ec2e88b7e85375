// An event of Step Functions in CloudWatch Logs, the only record of an Express execution. (Step Functions
// Developer Guide, "Using CloudWatch Logs to log execution history".)
#pragma once
#include <string>

#include "base/result.h"
#include "history/event.h"
#include "value/value.h"

namespace pawl::history {

struct LogEvent {
  EventId id = 0;
  std::string execution;  // ARN; empty if it is left out
  std::string text;       // as a line of a history file
};

/// `json` is {"id": "2", "type": "PassStateEntered", "details": {…}, "previous_event_id": "0",
/// "event_timestamp": "1666…", "execution_arn": …}, or a row of a table with such columns, where details
/// stand in columns of their own ("details.name"). Errors: a member is missing or is not what it must be.
Result<LogEvent> log_event_from_json(const Value& json);

}  // namespace pawl::history
