// The environment of one command: what all tasks receive, what the state adds, and what pawl says about the
// attempt.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "tasks/runner.h"
#include "tasks/spawner.h"

namespace pawl::tasks {

/// `all` with `changes` laid over it. Names that pawl gives values itself (add_task_variables) are left out:
/// with two values, each program would choose one.
std::shared_ptr<const EnvironmentBlock> environment_block(const std::map<std::string, std::string>& all,
                                                          const std::map<std::string, std::string>& changes);

/// PAWL_RUN, PAWL_STATE … (man pawl.yaml, "The environment of tasks"). Empty `mark` or `error_file`: none.
EnvironmentBlock task_variables(const TaskRequest& request, const std::string& run_name,
                                const std::string& mark, const std::string& error_file);

}  // namespace pawl::tasks
