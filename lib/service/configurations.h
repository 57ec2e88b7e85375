// Configurations of a state machine that are kept and shown: logging, tracing, encryption.
#pragma once
#include "service/fault.h"
#include "value/value.h"

namespace pawl::service {

/// Null pointer: not given. Errors: InvalidLoggingConfiguration.
Served<Value> logging_configuration(const Value* given);
Value tracing_configuration(const Value* given);
/// Errors: InvalidEncryptionConfiguration.
Served<Value> encryption_configuration(const Value* given);

/// A member that is true.
bool is_true(const Value& object, std::string_view member);

}  // namespace pawl::service
