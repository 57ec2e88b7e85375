// A recorded run with the definition it ran, for replay, resume and show.
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

/// The definition to use with a run: the file at `path`, or the one that its history holds. The latter is
/// read from its file if that is unchanged, so that messages name places in the file. Errors: it is invalid,
/// or there is none.
workflow::ServiceResult<workflow::Definition> definition_of(const Recorded& recorded,
                                                            const std::optional<std::string>& path,
                                                            const source::Substitutions& substitutions);

/// The same, or nullopt where no path is given and the history holds no definition, as histories from AWS.
workflow::ServiceResult<std::optional<workflow::Definition>> definition_if_known(
    const Recorded& recorded, const std::optional<std::string>& path,
    const source::Substitutions& substitutions);

/// Makes a recorded path absolute, in the folder in which the run was started.
std::string recorded_path(const replay::RecordedRun& run, const std::string& path);

/// From the first event; Standard where that does not name it.
asl::WorkflowType type_of(const replay::RecordedRun& run);

}  // namespace pawl::runs
