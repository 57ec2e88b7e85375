#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

void check_heartbeat(const Rule& rule, const asl::StateMachine& machine, const source::Document&,
                     const Options&, source::Diagnostics& diagnostics) {
  for_each_task(machine, [&](const asl::State& state, const asl::Task& task) {
    const Value* timeout = task.timeout_seconds.literal();
    const Value* heartbeat = task.heartbeat_seconds.literal();
    if (timeout == nullptr || heartbeat == nullptr || !timeout->is_int64() || !heartbeat->is_int64()) return;
    if (heartbeat->as_int64() < timeout->as_int64()) return;
    diagnostics.push_back(
        finding(rule, state, "", state.name_span, "HeartbeatSeconds must be smaller than TimeoutSeconds"));
  });
}

}  // namespace

const Rule kHeartbeatBelowTimeout{.id = "heartbeat-below-timeout",
                                  .summary = "HeartbeatSeconds is smaller than TimeoutSeconds",
                                  .check = check_heartbeat};

}  // namespace pawl::rules
