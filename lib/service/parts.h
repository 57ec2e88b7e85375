// What the operations of the service work on.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "service/fault.h"
#include "service/settings.h"
#include "value/value.h"

namespace pawl::runs {
class Notices;
}

namespace pawl::aws {
class ResultModels;
}

namespace pawl::service {

class Activities;
class Executions;
class MachineStore;

/// What a call says apart from its input.
struct CallScope {
  std::string region;  // of the credentials' scope; empty: that of the settings
};

using Reply = std::function<void(Served<Value>)>;

struct ServiceParts {
  const ServiceSettings& settings;
  MachineStore& machines;
  Executions& executions;
  Activities& activities;
  aws::ResultModels& models;  // for results that TestState is to check

  /// "arn:aws:states:us-east-1:123456789012:", for what a call makes.
  [[nodiscard]] std::string arn_prefix(const CallScope& scope) const {
    return "arn:aws:states:" + (scope.region.empty() ? settings.region : scope.region) + ":" +
           settings.account + ":";
  }
};

/// A member of a call's input; null pointer where it is absent or null.
inline const Value* given(const Value& input, std::string_view member) {
  const Value* value = input.find(member);
  return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace pawl::service
