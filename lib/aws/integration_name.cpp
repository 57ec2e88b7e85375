#include "aws/integration_name.h"

#include <utility>

#include "aws/installed_models.h"
#include "aws/services.h"

namespace pawl::aws {

std::optional<IntegrationName> IntegrationName::of(const asl::Resource& resource) {
  if (resource.kind != asl::Resource::Kind::Service) return std::nullopt;
  // Placeholders inside the service or the action, ${…} or another kind's: what they stand for is not known.
  const std::string name_and_action = resource.resource_type + ":" + resource.action;
  if (!resource.text.ends_with(name_and_action)) return std::nullopt;
  if (name_and_action.find_first_of("<>{}$%") != std::string::npos) return std::nullopt;
  constexpr std::string_view kSdk = "aws-sdk:";
  IntegrationName name;
  name.is_sdk = resource.resource_type.starts_with(kSdk);
  name.service = name.is_sdk ? resource.resource_type.substr(kSdk.size()) : resource.resource_type;
  name.action = resource.action.substr(0, resource.action.find('.'));
  name.pattern = resource.action.substr(name.action.size());
  if (name.service == "aws-sdk") {  // "aws-sdk:s3" without an action
    name.is_sdk = true;
    name.service = std::exchange(name.action, {});
  }
  return name;
}

std::string sdk_form(const IntegrationName& optimized) {
  std::string service = optimized.service;
  std::erase(service, '-');
  if (const std::string_view called = service_by_other_name(service); !called.empty()) service = called;
  if (support_of_action(service, optimized.action) != Support::Known) return {};
  return "arn:aws:states:::aws-sdk:" + service + ":" + optimized.action;
}

std::string table_note(InstalledModels& installed) {
  const std::string& problem = installed.problem();
  if (!problem.empty()) return problem;
  return "pawl's table is of " + std::string(table_date()) + ", botocore " + std::string(table_version()) +
         "; " + InstalledModels::kVariable + " names the data folder of a newer one, see pawl-rules(7)";
}

}  // namespace pawl::aws
