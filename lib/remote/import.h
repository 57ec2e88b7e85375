// Importing: the history and the definition of an execution at the service, as a run of the store.
#pragma once
#include <string>

#include "history/run_status.h"
#include "history/run_store.h"
#include "remote/states_api.h"
#include "workflow/service_error.h"

namespace pawl::remote {

struct ImportedRun {
  history::RunFiles files;
  history::RunStatus status = history::RunStatus::Running;
  uint64_t events = 0;
  std::string no_definition;  // why the definition could not be had; empty: the history holds it
};

/// Fetches it anew if it is there already. What is there stays until all has been fetched. Errors: the
/// service refuses, or a process follows the execution at the moment.
workflow::ServiceResult<ImportedRun> import_execution(StatesApi& api, const ExecutionArn& execution);

}  // namespace pawl::remote
