// Bindings to AWS's services: `aws: {endpoint: …}`.
#include "tasks/aws_binding.h"

#include "aws/installed_models.h"
#include "aws/integration_name.h"
#include "aws/job_integrations.h"
#include "aws/optimized_integrations.h"
#include "aws/services.h"
#include "base/suggestion.h"
#include "tasks/aws_runner.h"
#include "tasks/config_reader.h"
#include "tasks/mask.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using asl::Resource;
using source::Node;
using source::NodeMember;

constexpr std::string_view kKeys[] = {"aws"};

void check_url(ConfigReader& reader, const Node& node, const std::string& url) {
  if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
    reader.error(node, "an endpoint is a URL", "write http://127.0.0.1:PORT");
}

BindingTarget read(ConfigReader& reader, const NodeMember& member) { return read_aws(reader, member.value); }

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  const auto& aws = std::get<AwsBinding>(binding.target);
  std::string text = "AWS";
  if (!aws.target.endpoint.empty()) text += " at " + mask(aws.target.endpoint, secrets);
  for (const auto& [service, endpoint] : aws.endpoints)
    text += ", " + service + " at " + mask(endpoint, secrets);
  if (!aws.target.region.empty()) text += ", region " + aws.target.region;
  if (!aws.target.profile.empty()) text += ", profile " + aws.target.profile;
  return text;
}

AwsProblem unknown(std::string what, std::string_view name, const std::vector<std::string_view>& known) {
  const std::string_view nearest = nearest_name(name, known);
  aws::InstalledModels installed;
  return {std::move(what),
          nearest.empty() ? aws::table_note(installed) : "did you mean '" + std::string(nearest) + "'?"};
}

AwsProblem unknown_service(const std::string& name) {
  AwsProblem problem = unknown("AWS has no service '" + name + "'", name, aws::known_services());
  const std::string_view called = aws::service_by_other_name(name);
  if (!called.empty()) problem.hint = "did you mean '" + std::string(called) + "'?";
  return problem;
}

std::optional<AwsProblem> check_sdk(const aws::IntegrationName& name) {
  using aws::Support;
  if (name.pattern.starts_with(".sync"))
    return AwsProblem{"aws-sdk integrations have no .sync",
                      "the optimized integration of the service may have it"};
  aws::InstalledModels installed;
  const Support service = aws::support_of_service(name.service);
  if (service == Support::NameOnly) return std::nullopt;
  if (service != Support::Known && !installed.has_service(name.service)) return unknown_service(name.service);
  const Support action = aws::support_of_action(name.service, name.action);
  if (action == Support::Known || installed.parameters_of(name.service, name.action)) return std::nullopt;
  if (action == Support::NotOffered)
    return AwsProblem{"Step Functions does not offer the action '" + name.action + "' of " + name.service,
                      ""};
  return unknown("the service " + name.service + " has no action '" + name.action + "'", name.action,
                 aws::known_actions(name.service));
}

std::optional<AwsProblem> check_optimized(const aws::IntegrationName& name) {
  std::vector<std::string_view> services;
  std::vector<std::string_view> actions;
  for (const aws::OptimizedIntegration& row : aws::optimized_integrations()) {
    services.push_back(row.service);
    if (row.service == name.service) actions.push_back(row.action);
  }
  const std::string sdk = aws::sdk_form(name);
  if (aws::find_optimized(name.service, name.action) == nullptr) {
    AwsProblem problem =
        actions.empty() ? unknown("there is no optimized integration of a service '" + name.service + "'",
                                  name.service, services)
                        : unknown("the integration " + name.service + " has no action '" + name.action + "'",
                                  name.action, actions);
    if (!sdk.empty()) problem.hint = "write " + sdk;
    return problem;
  }
  const auto* adapted = aws::find_adapted_integration(name.service, name.action);
  if (adapted != nullptr && adapted->api.empty()) {
    return AwsProblem{
        name.service + ":" + name.action + " is no action of the service's API: Step Functions makes it",
        name.service == "eks" ? "bind it to a command that runs kubectl"
                              : "call the action of the API, with aws-sdk:emr"};
  }
  if (name.pattern.starts_with(".sync") && aws::find_job_integration(name.service, name.action) == nullptr)
    return AwsProblem{name.service + ":" + name.action + " has no .sync", "leave .sync out"};
  return std::nullopt;
}

}  // namespace

AwsBinding read_aws(ConfigReader& reader, const Node& node) {
  AwsBinding aws;
  reader.object(node, "'aws'",
                {{"endpoint",
                  [&](const NodeMember& m) {
                    aws.target.endpoint = reader.text(m.value, "'endpoint'").value_or("");
                    check_url(reader, m.value, aws.target.endpoint);
                  }},
                 {"endpoints",
                  [&](const NodeMember& m) {
                    aws.endpoints = reader.text_map(m.value, "'endpoints'");
                    for (const auto& [service, url] : aws.endpoints) check_url(reader, m.value, url);
                  }},
                 {"region", reader.text_into(aws.target.region)},
                 {"profile", reader.text_into(aws.target.profile)},
                 {"python", reader.text_into(aws.python)}});
  return aws;
}

void complete_aws(AwsBinding& own, const AwsBinding& all) {
  const auto complete = [](std::string& mine, const std::string& theirs) {
    if (mine.empty()) mine = theirs;
  };
  if (own.target.endpoint.empty()) own.endpoints.insert(all.endpoints.begin(), all.endpoints.end());
  complete(own.target.endpoint, all.target.endpoint);
  complete(own.target.region, all.target.region);
  complete(own.target.profile, all.target.profile);
  complete(own.python, all.python);
}

AwsTarget target_of(const AwsBinding& binding, std::string_view service) {
  AwsTarget target = binding.target;
  if (const auto own = binding.endpoints.find(std::string(service)); own != binding.endpoints.end())
    target.endpoint = own->second;
  return target;
}

bool is_aws_resource(const Resource& resource) {
  if (resource.kind == Resource::Kind::Lambda) return true;
  return resource.kind == Resource::Kind::Service && resource.resource_type != "http" &&
         resource.resource_type != "apigateway";
}

std::optional<AwsProblem> check_aws_resource(const Resource& resource) {
  if (!is_aws_resource(resource)) {
    return AwsProblem{"its Resource is no action of an AWS service",
                      "'aws' is for arn:aws:states:::SERVICE:ACTION, and for the ARNs of Lambda functions"};
  }
  const auto name = aws::IntegrationName::of(resource);
  if (!name) return std::nullopt;
  return name->is_sdk ? check_sdk(*name) : check_optimized(*name);
}

const RunnerKind& AwsBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kKeys, .uses_network = true, .make = make_aws_runner, .read = read, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
