// InstalledModels: the service models of a botocore on this machine, for names that are not in the table
// (services.h).
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
  /// nullopt if there is no such service or action.
  std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action);
  /// Why the folder that PAWL_BOTOCORE_DATA names, or a model in it, cannot be read; empty if it can.
  const std::string& problem();

 private:
  using Actions = std::map<std::string, ActionParameters, std::less<>>;

  /// Finds the models, once: $PAWL_BOTOCORE_DATA, else the newest botocore in the usual folders of Python, if
  /// it is newer than the table.
  void look();
  /// The service's actions; null pointer if there is no such service. Read once.
  const Actions* actions_of(std::string_view service);

  bool has_looked_ = false;
  std::map<std::string, std::string, std::less<>> folders_;  // of the services in botocore's data/
  std::string problem_;
  std::map<std::string, std::optional<Actions>, std::less<>> read_;
};

}  // namespace pawl::aws
