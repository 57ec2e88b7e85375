// InstalledModels: the service models of a botocore on this machine, for names that are not in the table
// (services.h).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/botocore.h"
#include "aws/services.h"

namespace pawl::aws {

class InstalledModels {
 public:
  static constexpr const char* kVariable = BotocoreData::kVariable;

  bool has_service(std::string_view service);
  /// nullopt if there is no such service or action.
  std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action);
  /// Why the folder that PAWL_BOTOCORE_DATA names, or a model in it, cannot be read; empty if it can.
  const std::string& problem();

 private:
  using Actions = std::map<std::string, ActionParameters, std::less<>>;

  /// The service's actions; null pointer if there is no such service. Read once.
  const Actions* actions_of(std::string_view service);

  BotocoreData data_{BotocoreData::Accepted::NewerThanTable};
  std::map<std::string, std::optional<Actions>, std::less<>> read_;
};

}  // namespace pawl::aws
