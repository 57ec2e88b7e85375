// Task states that are HTTP calls: `http(s)://…`, http: bindings and arn:aws:states:::http:invoke. All of a
// run's requests share one set of connections. libcurl is loaded when the first of them starts, so that runs
// without HTTP do not pay for it.
#pragma once
#include <memory>

#include "tasks/runner.h"

namespace pawl::tasks {

std::unique_ptr<TaskRunner> make_http_runner(const RunnerContext& context);

/// The longest body of a response that is taken; more is States.DataLimitExceeded.
inline constexpr size_t kMaxResponseBytes = 64 << 20;
/// As AWS's HTTP Task: a call that takes longer is States.Http.Socket.
inline constexpr long kHttpSeconds = 60;

}  // namespace pawl::tasks
