// Rehearsal: what an execution does before it asks for anything outside of the engine.
#pragma once
#include "cli/launch.h"

namespace pawl::cli {

/// Whether the execution surely ends before its first task or timer: then an unbound task is no reason to
/// refuse it, since no task is reached. Records nothing, starts nothing; a long chain of states counts as one
/// that goes on.
bool ends_before_any_task(const Workflow& workflow, const LaunchSettings& settings, const Launch& launch,
                          const Value& input);

}  // namespace pawl::cli
