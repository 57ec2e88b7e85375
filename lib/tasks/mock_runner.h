// Task states whose answer is known beforehand: mocks. They answer at once, in no time.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_mock_runner(const RunnerContext& context);

}  // namespace pawl::tasks
