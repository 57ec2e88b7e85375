#include "rules/check.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

void check_credentials(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (!task.credentials || task.resource.kind != asl::Resource::Kind::Activity) return;
    source::Diagnostic& found = check.report(state, "Credentials", task.credentials_span,
                                             "The field 'Credentials' is not supported for activities");
    found.aws_path.resize(found.aws_path.size() - std::string_view("/Credentials").size());
  });
}

}  // namespace

const Rule kCredentials{.id = "credentials",
                        .code = "SCHEMA_VALIDATION_FAILED",
                        .summary = "Credentials hold a RoleArn, and none stand on an activity",
                        .help =
                            "Credentials name the role that a Task takes on to call a resource: RoleArn, or "
                            "RoleArn.$ with a path. An activity is "
                            "polled by its worker with the worker's own role.",
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
                        .check = check_credentials};

}  // namespace pawl::rules
