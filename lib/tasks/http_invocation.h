// The requests that AWS's own integrations make from a Task's parameters: arn:aws:states:::http:invoke and
// arn:aws:states:::apigateway:invoke (AWS guide: "Call HTTPS APIs", "Create API Gateway REST APIs").
#pragma once
#include <span>

#include "asl/state_error.h"
#include "tasks/connection.h"
#include "tasks/http_request.h"

namespace pawl::tasks {

/// Errors: States.Runtime for parameters that are not in their form, a header that may not be set, a host
/// that the connection is not for; Events.ConnectionResource.ResourceNotFound for a connection that is not
/// configured.
tl::expected<HttpRequest, asl::StateError> make_http_invocation(const Value& parameters,
                                                                std::span<const Connection> connections);

/// `base`: what stands for https://ApiEndpoint/Stage; empty: nothing does. Errors: States.Runtime, as above;
/// AuthType that needs a signature of AWS's without a base.
tl::expected<HttpRequest, asl::StateError> make_api_gateway_request(const Value& parameters,
                                                                    std::string_view base);

}  // namespace pawl::tasks
