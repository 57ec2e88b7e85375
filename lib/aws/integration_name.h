// IntegrationName: the parts of arn:aws:states:::SERVICE:ACTION.PATTERN.
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

  /// nullopt if the resource is no service integration, or has a placeholder in it.
  static std::optional<IntegrationName> of(const asl::Resource& resource);
};

/// The ARN of the aws-sdk integration of the same action; empty if there is none.
std::string sdk_form(const IntegrationName& optimized);
/// A hint: the date of the table, and how to use a newer one.
std::string table_note(InstalledModels& installed);

}  // namespace pawl::aws
