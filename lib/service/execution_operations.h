// Operations on executions and their histories (API reference).
#pragma once
#include "service/parts.h"

namespace pawl::service {

Served<Value> start_execution(ServiceParts& parts, const Value& input, const CallScope& scope);
void start_sync_execution(ServiceParts& parts, const Value& input, const CallScope& scope, Reply reply);
Served<Value> stop_execution(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> redrive_execution(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_execution(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_machine_for_execution(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> list_executions(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> get_execution_history(ServiceParts& parts, const Value& input, const CallScope& scope);

}  // namespace pawl::service
