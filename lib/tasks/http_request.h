// The request that a Task makes, from its binding or, for arn:aws:states:::http:invoke, from its parameters
// (AWS guide: "Call HTTPS APIs").
#pragma once
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "asl/state_error.h"
#include "tasks/binding.h"
#include "value/value.h"

namespace pawl::tasks {

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> body;
};

/// Errors (States.Runtime): a placeholder without a member, parameters that are not in their form, a header
/// that may not be set.
tl::expected<HttpRequest, asl::StateError> make_http_request(const Binding& binding, const Value& input,
                                                             std::span<const Connection> connections);

/// Everything but letters, digits and `-._~` as %XX.
std::string url_encoded(std::string_view text);

/// A body as application/x-www-form-urlencoded; `array_format` is INDICES, REPEAT, COMMAS or BRACKETS.
std::string form_encoded(const Value& body, std::string_view array_format);

}  // namespace pawl::tasks
