// Following an execution at the service until it ends: its events go to the history and to whoever watches.
#pragma once
#include <functional>

#include "history/writer.h"
#include "remote/history_lines.h"
#include "remote/states_api.h"
#include "runtime/run.h"

namespace pawl::remote {

struct FollowSettings {
  /// Whether to stop the execution, now that this signal came. Empty: it is left running.
  std::function<bool(int signal)> stops = {};
  Millis timeout = 0;  // then it is stopped; 0: never
};

/// Returns when the execution has ended, or when a signal came and it is left running: then the status is
/// Running and RunResult::interrupted_by that signal. Stopped for a signal it ends Aborted, with the signal
/// noted, too. `writer` is null where no history is kept; `note` is of its first event. Errors: the service
/// no longer answers, or the history cannot be written; the execution may go on.
Result<runtime::RunResult> follow(StatesApi& api, const ExecutionArn& execution,
                                  const asl::StateMachine& machine, history::Writer* writer,
                                  const Value& note, runtime::Observer* observer,
                                  const FollowSettings& settings);

}  // namespace pawl::remote
