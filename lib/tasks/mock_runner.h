// Runs mocks: Task states with a given answer. They take no time.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_mock_runner(const RunnerContext& context);

}  // namespace pawl::tasks
