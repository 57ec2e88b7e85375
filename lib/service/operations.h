// The operations of the Step Functions API: their names, and what carries them out.
#pragma once
#include <string_view>

#include "service/parts.h"

namespace pawl::service {

struct ApiOperation {
  std::string_view name;
  Served<Value> (*act)(ServiceParts& parts, const Value& input, const CallScope& scope) = nullptr;
  /// One that answers later; then `act` is null.
  void (*act_later)(ServiceParts& parts, const Value& input, const CallScope& scope, Reply reply) = nullptr;
};

/// Null pointer: there is none of this name.
const ApiOperation* find_operation(std::string_view name);

}  // namespace pawl::service
