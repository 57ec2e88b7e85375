// What a history notes of how its run was started (the member `pawl` of its first event), written and read
// side by side.
#pragma once
#include "engine/execution.h"
#include "runs/recorded.h"
#include "runs/settings.h"
#include "workflow/workflow.h"

namespace pawl::runs {

/// Members of the first event's `pawl` that all runs of a workflow share: file, directory, sha256, time,
/// limits, config, configSha256, mocks, case, bind and subst (secrets masked), vars (the names), definition.
/// Those that were not given are left out.
Value noted_settings(const workflow::Workflow& workflow, const RunSettings& settings);

/// All of them for one run; `info` has its names and context. `started_by` says what started it, `service` is
/// what a service keeps of it; null: there is none.
Value first_event_note(const Value& noted, const engine::ExecutionInfo& info, uint64_t seed,
                       const Value& started_by = {}, const Value& service = {});

/// The settings that differ from those in the run's history, with absolute paths: the member `resumed` of the
/// next event's `pawl`. Null: none differs.
Value changed_settings(const Recorded& recorded, const workflow::Workflow& workflow,
                       const RunSettings& settings);

/// `given`, completed by how the run was started or last resumed. The time is empty where neither names one.
/// Errors: what is not recorded (secrets) must be given again.
workflow::ServiceResult<RunSettings> resumed_settings(RunSettings given, const replay::RecordedRun& run);

}  // namespace pawl::runs
