// IntegrationName: what stands in arn:aws:states:::SERVICE:ACTION.PATTERN, for the rules about it.
#pragma once
#include <optional>
#include <string>

#include "asl/resource.h"

namespace pawl::aws {

class InstalledModels;

struct IntegrationName {
  bool is_sdk = false;  // arn:aws:states:::aws-sdk:…
  std::string service;  // "dynamodb"
  std::string action;   // "putItem"
  std::string pattern;  // ".sync", ".waitForTaskToken", or empty

  /// nullopt for what is no service integration, or has a placeholder in it.
  static std::optional<IntegrationName> of(const asl::Resource& resource);
};

/// The ARN with which the aws-sdk integration of the same action is called; empty if there is none.
std::string sdk_form(const IntegrationName& optimized);
/// "pawl's table is of …", and how to have a newer one.
std::string about_the_table(InstalledModels& installed);

}  // namespace pawl::aws
