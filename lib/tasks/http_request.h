// The request that a Task makes, from its binding or from the parameters of an integration
// (http_invocation.h).
#pragma once
#include <optional>
#include <span>
#include <string>

#include "asl/state_error.h"
#include "tasks/binding.h"
#include "tasks/http_headers.h"
#include "value/value.h"

namespace pawl::tasks {

struct HttpRequest {
  std::string method;
  std::string url;
  Headers headers;
  std::optional<std::string> body;
  const Connection* connection = nullptr;  // whose access token goes into the request; null pointer: none
};

/// Errors (States.Runtime): a placeholder without a member, parameters that are not in their form, a header
/// that may not be set; and those of http_invocation.h.
tl::expected<HttpRequest, asl::StateError> make_http_request(const Binding& binding, const Value& input,
                                                             std::span<const Connection> connections);

/// Everything but letters, digits and `-._~` as %XX.
std::string url_encoded(std::string_view text);

/// A body as application/x-www-form-urlencoded; `array_format` is INDICES, REPEAT, COMMAS or BRACKETS.
std::string form_encoded(const Value& body, std::string_view array_format);

}  // namespace pawl::tasks
