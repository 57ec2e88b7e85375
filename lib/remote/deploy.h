// The state machine at the service that a definition is run as.
#pragma once
#include <string>

#include "remote/states_api.h"
#include "workflow/service_error.h"

namespace pawl::remote {

/// What was done to have it there.
enum class Deployed : uint8_t { Created, Updated, Unchanged };

/// Makes the state machine of this name, or changes its definition and role to those of `wanted`, where they
/// differ; its `role_arn` may be empty for one that exists. `arn` is filled in. Errors: the service refuses
/// the definition (InvalidDefinition) or the call, or a new machine has no role.
workflow::ServiceResult<Deployed> deploy(StatesApi& api, RemoteMachine& wanted);

/// Whether two definitions are the same JSON.
bool is_same_definition(const std::string& one, const std::string& other);

/// The error of a call that was made `to` do something; an invalid definition is one here, too.
workflow::ServiceError service_error(const ApiError& error, const std::string& to);

}  // namespace pawl::remote
