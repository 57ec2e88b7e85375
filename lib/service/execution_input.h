// The input of an execution as calls bring it.
#pragma once
#include <string_view>

#include "service/fault.h"
#include "value/value.h"

namespace pawl::service {

/// Null pointer: none is given, and it is {}. Errors: InvalidExecutionInput with the words of AWS's parser
/// (Jackson) where they are known.
Served<Value> execution_input(const Value* given);

}  // namespace pawl::service
