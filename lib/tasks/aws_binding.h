// The key `aws` of pawl.yaml, and of a task in it.
#pragma once
#include <string>

#include "asl/state_machine.h"
#include "base/result.h"
#include "source/document.h"
#include "tasks/binding.h"

namespace pawl::tasks {

class ConfigReader;

AwsBinding read_aws(ConfigReader& reader, const source::Node& node);

/// What the task's own binding does not say is that of the whole file.
void complete_aws(AwsBinding& own, const AwsBinding& all);

/// Whom calls of a service go to.
AwsTarget target_of(const AwsBinding& binding, std::string_view service);

/// Whether `aws` at the top of pawl.yaml is for Tasks with this Resource: services that have an API, Lambda
/// functions. HTTP tasks and API Gateway have bindings of their own.
bool is_aws_resource(const asl::Resource& resource);

/// Why a Task cannot be done by an AWS service, as far as it can be known before it runs.
struct AwsProblem {
  std::string message;
  std::string hint;
};
/// nullopt: nothing is known against it.
std::optional<AwsProblem> check_aws_resource(const asl::Resource& resource);

}  // namespace pawl::tasks
