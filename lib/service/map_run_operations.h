// Operations on Map Runs (API reference).
#pragma once
#include "service/parts.h"

namespace pawl::service {

Served<Value> list_map_runs(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_map_run(ServiceParts& parts, const Value& input, const CallScope& scope);

}  // namespace pawl::service
