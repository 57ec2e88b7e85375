#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

void check_credentials(const Rule& rule, const asl::StateMachine& machine, const source::Document&,
                       const Options&, source::Diagnostics& diagnostics) {
  for_each_task(machine, [&](const asl::State& state, const asl::Task& task) {
    if (!task.credentials || task.resource.kind != asl::Resource::Kind::Activity) return;
    diagnostics.push_back(finding(rule, state, "Credentials", task.credentials_span,
                                  "The field 'Credentials' is not supported for activities"));
    diagnostics.back().aws_path = finding(rule, state, "", {}, "").aws_path;
  });
}

}  // namespace

const Rule kCredentials{
    .id = "credentials", .summary = "no Credentials on an activity", .check = check_credentials};

}  // namespace pawl::rules
