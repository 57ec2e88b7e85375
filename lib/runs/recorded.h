// A run that is recorded, with the definition it ran: what replay, resume and show begin with.
#pragma once
#include <optional>
#include <string>

#include "history/run_store.h"
#include "replay/replayer.h"
#include "workflow/definition.h"
#include "workflow/service_error.h"

namespace pawl::runs {

struct Recorded {
  history::RunFiles files;
  replay::RecordedRun run;
};

/// The run that `text` names (see RunStore::find). Errors: there is none, or its history cannot be read.
workflow::ServiceResult<Recorded> find_recorded(const std::string& text);

/// The definition to use with a run: the file at `path`, or the one that its history holds. The latter comes
/// from its file, where that is still the same, so that places in messages are those of the file. Errors: it
/// is invalid, or there is none.
workflow::ServiceResult<workflow::Definition> definition_of(const Recorded& recorded,
                                                            const std::optional<std::string>& path,
                                                            const source::Substitutions& substitutions);

/// The same, or nullopt where no path is given and the history holds none, as those from AWS never do.
workflow::ServiceResult<std::optional<workflow::Definition>> definition_if_known(
    const Recorded& recorded, const std::optional<std::string>& path,
    const source::Substitutions& substitutions);

/// What the folder was in which the run was started, in front of a path that it recorded.
std::string recorded_path(const replay::RecordedRun& run, const std::string& path);

/// As its first event says; of one that says nothing, Standard.
asl::WorkflowType type_of(const replay::RecordedRun& run);

}  // namespace pawl::runs
