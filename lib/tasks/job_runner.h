// Task states that are jobs of a batch system (Slurm, Grid Engine, task-spooler …). A job is submitted once:
// what is known of it stands in the folder of the run (tasks/job_folder.h), so that a resume waits for the
// job that a killed pawl submitted.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_job_runner(const RunnerContext& context);

}  // namespace pawl::tasks
