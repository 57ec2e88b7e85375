#include "analysis/tasks_of.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

void check_heartbeat(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const Value* timeout = task.timeout_seconds.literal();
    const Value* heartbeat = task.heartbeat_seconds.literal();
    if (timeout == nullptr || heartbeat == nullptr || !timeout->is_int64() || !heartbeat->is_int64()) return;
    // The spec demands less; AWS accepts equal values, which definitions in production have.
    if (heartbeat->as_int64() <= timeout->as_int64()) return;
    check.report(state, "", "HeartbeatSeconds must be smaller than TimeoutSeconds");
  });
}

void check_credentials(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (!task.credentials || task.resource.kind != asl::Resource::Kind::Activity) return;
    const source::NodeMember* member = check.facts().node_of(state).find_member("Credentials");
    source::Diagnostic& found = check.report(state, "Credentials", member->key_span,
                                             "The field 'Credentials' is not supported for activities");
    found.aws_path.resize(found.aws_path.size() - std::string_view("/Credentials").size());
  });
}

constexpr Rule kRules[] = {
    {.id = "credentials",
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Credentials have a RoleArn, and activities have no Credentials",
     .help = "Credentials name the role that a Task takes on to call a resource: RoleArn, or RoleArn.$ with "
             "a path. An activity is polled by its worker with the worker's own role.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:states:us-east-1:123456789012:activity:pay
    Credentials: {RoleArn: "arn:aws:iam::123456789012:role/pay"}
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:lambda:us-east-1:123456789012:function:pay
    Credentials: {RoleArn: "arn:aws:iam::123456789012:role/pay"}
    End: true
)yaml",
     .check = check_credentials},
    {.id = "heartbeat-below-timeout",
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
     .check = check_heartbeat},
};

}  // namespace

std::span<const Rule> task_fields_rules() { return kRules; }

}  // namespace pawl::rules
