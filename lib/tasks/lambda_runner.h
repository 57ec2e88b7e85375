// Task states that call Lambda functions: handler and runtime bindings. Workers are started when calls come,
// reused, and ended when they have nothing to do for a minute; one that dies fails its own call only.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_lambda_runner(const RunnerContext& context);

}  // namespace pawl::tasks
