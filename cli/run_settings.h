// What a history notes of how its run was started, and how `pawl resume` goes by it.
#pragma once
#include "base/result.h"
#include "cli/launch.h"
#include "cli/options.h"
#include "cli/recorded.h"
#include "cli/workflow.h"

namespace pawl::cli {

/// Members of the first event's `pawl`: file, directory, sha256, definition, time, limits, config,
/// configSha256, mocks, case, bind (secrets masked), vars (the names). Those that were not given are left
/// out.
Value settings_of(const Workflow& workflow, const RunOptions& options);

/// What of it is another now than the run's history says, its paths absolute: the member `resumed` of the
/// next event's `pawl`. Null: nothing is.
Value changed_settings(const Recorded& recorded, const Workflow& workflow, const RunOptions& options);

/// How the run was started or last gone on with, where the command line does not say otherwise. Errors: what
/// is not recorded (secrets) must be given again.
Result<RunOptions> resumed_options(const ResumeOptions& options, const Recorded& recorded);

}  // namespace pawl::cli
