// A run that is recorded, with the definition it ran: what replay, resume and show begin with.
#pragma once
#include <optional>
#include <string>

#include "cli/definition.h"
#include "cli/terminal/console.h"
#include "cli/workflow.h"
#include "history/run_store.h"
#include "replay/replayer.h"

namespace pawl::cli {

struct Recorded {
  history::RunFiles files;
  replay::RecordedRun run;
};

/// The run that `text` names (see RunStore::find). Errors: there is none, or its history cannot be read.
Result<Recorded> find_recorded(const std::string& text);

/// The definition to use with a run: the file at `path`, or the one that its history holds. The latter comes
/// from its file, where that is still the same, so that places in messages are those of the file.
tl::expected<Definition, Refusal> definition_of(const Recorded& recorded,
                                                const std::optional<std::string>& path,
                                                const Assignments& subst, const Console& console);

/// Warns of what a history lacks, and of what had to be guessed about it.
void warn_of_faults(std::string_view name, const history::FileFaults& faults, Console& console);

/// The same, or nullopt where no path is given and the history holds none, as those from AWS never do.
tl::expected<std::optional<Definition>, Refusal> definition_if_known(const Recorded& recorded,
                                                                     const std::optional<std::string>& path,
                                                                     const Assignments& subst,
                                                                     const Console& console);

/// What the folder was in which the run was started, in front of a path that it recorded.
std::string recorded_path(const replay::RecordedRun& run, const std::string& path);

}  // namespace pawl::cli
