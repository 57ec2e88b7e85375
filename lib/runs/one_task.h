// One Task by itself, as a state that is tested alone calls it.
#pragma once
#include <string>

#include "engine/step.h"
#include "runs/notices.h"
#include "runs/settings.h"
#include "runtime/run.h"
#include "workflow/definition.h"

namespace pawl::runs {

/// Carries out what `task` does here, once, with what it receives in `call`, in real time and without a
/// history. `path`: of the definition, whose pawl.yaml holds for it. The result is what the Task gave, or its
/// error. Errors of the ServiceResult: the Task is unbound, or pawl could not.
workflow::ServiceResult<engine::Outcome> carry_out_task(const asl::State& task, const engine::TaskCall& call,
                                                        const std::string& path, RunSettings settings,
                                                        runtime::Observer* observer, Notices& notices);

}  // namespace pawl::runs
