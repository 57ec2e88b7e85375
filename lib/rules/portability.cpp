// What pawl runs and AWS does not.
#include "analysis/tasks_of.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

void check_resources(Check& check) {
  analysis::for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    const std::string_view type = task.resource.resource_type;
    const bool is_local = type == "exec" || type == "sh" || type == "http" || type == "https" ||
                          task.resource.text == "local:exec";
    if (task.resource.kind != asl::Resource::Kind::Local || !is_local) return;
    check.report(state, "Resource", task.resource_span, "AWS does not accept this Resource").hint =
        "an ARN, and the command under tasks: in pawl.yaml";
  });
}

constexpr Rule kRules[] = {
    {.id = "not-portable",
     .kind = Rule::Kind::Portability,
     .severity = source::Severity::Error,
     .summary = "AWS accepts every Resource",
     .help = "With --profile aws. exec:, sh:, http(s):// and local:exec are pawl's own. Keep an ARN in the "
             "definition and say in pawl.yaml what it is on this machine.",
     .bad = R"yaml(StartAt: Resize
States:
  Resize: {Type: Task, Resource: "exec:./bin/resize", End: true}
)yaml",
     .good = R"yaml(StartAt: Resize
States:
  Resize: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:resize", End: true}
)yaml",
     .check = check_resources},
};

}  // namespace

std::span<const Rule> portability_rules() { return kRules; }

}  // namespace pawl::rules
