// InstalledModels: the service models of a botocore on this machine, asked about names that the table
// (services.h) does not have.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/services.h"

namespace pawl::aws {

class InstalledModels {
 public:
  static constexpr const char* kVariable = "PAWL_BOTOCORE_DATA";

  bool has_service(std::string_view service);
  /// nullopt if the service or its action is not there either.
  std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action);
  /// What keeps the folder that PAWL_BOTOCORE_DATA names, or a model in it, from being read; empty if
  /// nothing.
  const std::string& problem();

 private:
  using Actions = std::map<std::string, ActionParameters, std::less<>>;

  /// Looks once: $PAWL_BOTOCORE_DATA, else the newest botocore in Python's usual places that is newer than
  /// the table.
  void look();
  /// The service's actions; null pointer if there is no such service. Read once.
  const Actions* actions_of(std::string_view service);

  bool has_looked_ = false;
  std::map<std::string, std::string, std::less<>> folders_;  // of the services in botocore's data/
  std::string problem_;
  std::map<std::string, std::optional<Actions>, std::less<>> read_;
};

}  // namespace pawl::aws
