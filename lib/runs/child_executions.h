// Executions that the Tasks of an execution start (`machine:` in pawl.yaml): each is a run of its own, with
// its history beside that of the run it belongs to.
#pragma once
#include <memory>

#include "runs/history_place.h"
#include "runs/launch.h"
#include "runs/notices.h"
#include "runtime/work.h"
#include "workflow/workflow.h"

namespace pawl::runs {

/// How deep executions may start each other.
inline constexpr uint32_t kDeepestExecution = 50;

/// The starter of a run's executions, and of those that they start in turn; null: no task of `workflow`
/// starts any. `settings` are those of the run, `place` is its own. References outlive it.
///
/// A child is named MACHINE:NAME, with the NAME that AWS has for it. A task that is started again by a resume
/// finds the child that it started before by that name and the note in its first event: it takes over how the
/// child ended, or resumes it.
std::unique_ptr<runtime::ExecutionStarter> child_executions(const workflow::Workflow& workflow,
                                                            const LaunchSettings& settings,
                                                            const HistoryPlace& place, Notices& notices);

}  // namespace pawl::runs
