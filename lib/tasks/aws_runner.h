// Task states that call AWS's services. A Task with .sync starts a job and asks for its state until it has
// ended; what it was started with stands in the folder of the run, so that a resume waits for the same job.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_aws_runner(const RunnerContext& context);

}  // namespace pawl::tasks
