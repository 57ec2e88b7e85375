// Starting an execution at the service: its state machine, its place in the run store, its start.
#pragma once
#include <memory>
#include <string>

#include "remote/deploy.h"
#include "remote/states_api.h"
#include "runs/history_place.h"
#include "runs/notices.h"
#include "runs/settings.h"
#include "workflow/definition.h"

namespace pawl::remote {

struct RemoteStart {
  std::string machine;   // the state machine's name
  std::string role_arn;  // empty: that of the machine that is there
  std::string name;      // of the execution
  runs::RunName name_kind = runs::RunName::Generated;
  Value input;
  runs::HistorySettings history;
};

/// An execution that runs at the service, to be followed.
struct StartedExecution {
  runs::HistoryPlace place;  // is_running: another process follows it, nothing was started
  std::unique_ptr<history::Writer> writer = {};  // null: no history is kept
  ExecutionArn arn = {};
  Value note = {};  // of its first event
  Deployed deployed = Deployed::Unchanged;
};

/// Errors: nothing runs; but where the call that starts it was broken off, the message says what may run.
workflow::ServiceResult<StartedExecution> start_execution(StatesApi& api,
                                                          const workflow::Definition& definition,
                                                          const RemoteStart& request, runs::Notices& notices);

}  // namespace pawl::remote
