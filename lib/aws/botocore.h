// BotocoreData: the service models of a botocore on this machine, or of the AWS CLI's own.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "value/value.h"

namespace pawl::aws {

/// The name of a member or an action as aws-sdk integrations write it, from its first capital on:
/// "dbInstanceId" and "DBInstanceId" are "DbInstanceId".
std::string sdk_name(std::string_view name);

class BotocoreData {
 public:
  /// Names a folder to use instead of what is found: a botocore's data/.
  static constexpr const char* kVariable = "PAWL_BOTOCORE_DATA";

  enum class Accepted : uint8_t { Any, NewerThanTable };
  explicit BotocoreData(Accepted accepted) : accepted_(accepted) {}

  /// The newest model of a service, as JSON; nullopt if there is none. `service` is named as in services.h.
  std::optional<Value> model(std::string_view service);
  /// Why the folder that PAWL_BOTOCORE_DATA names, or a model in it, cannot be read; empty if it can.
  const std::string& problem();

 private:
  /// Finds the models, once: $PAWL_BOTOCORE_DATA, else those of the newest botocore in the folders of Python
  /// and of the AWS CLI.
  void look();

  Accepted accepted_;
  bool has_looked_ = false;
  std::map<std::string, std::filesystem::path, std::less<>> folders_;  // of the services in data/
  std::string problem_;
};

}  // namespace pawl::aws
