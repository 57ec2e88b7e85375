#include "rules/check.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

void check_heartbeat(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const Value* timeout = task.timeout_seconds.literal();
    const Value* heartbeat = task.heartbeat_seconds.literal();
    if (timeout == nullptr || heartbeat == nullptr || !timeout->is_int64() || !heartbeat->is_int64()) return;
    // The spec wants it smaller; definitions in production have both the same.
    if (heartbeat->as_int64() <= timeout->as_int64()) return;
    check.report(state, "", "HeartbeatSeconds must be smaller than TimeoutSeconds");
  });
}

}  // namespace

const Rule kHeartbeatBelowTimeout{
    .id = "heartbeat-below-timeout",
    .code = "SCHEMA_VALIDATION_FAILED",
    .summary = "HeartbeatSeconds is not larger than TimeoutSeconds",
    .help = "A heartbeat that may come later than the timeout could never be missed.",
    .bad = R"yaml(StartAt: Encode
States:
  Encode:
    Type: Task
    Resource: arn:aws:states:us-east-1:123456789012:activity:encode
    TimeoutSeconds: 60
    HeartbeatSeconds: 600
    End: true
)yaml",
    .good = R"yaml(StartAt: Encode
States:
  Encode:
    Type: Task
    Resource: arn:aws:states:us-east-1:123456789012:activity:encode
    TimeoutSeconds: 600
    HeartbeatSeconds: 60
    End: true
)yaml",
    .check = check_heartbeat};

}  // namespace pawl::rules
