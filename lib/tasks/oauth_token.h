// Access tokens of OAuth 2.0 client credentials: the request for one, and the answer (RFC 6749, sections 4.4
// and 5.1).
#pragma once
#include <chrono>
#include <string>

#include "asl/state_error.h"
#include "tasks/connection.h"
#include "tasks/http_request.h"
#include "tasks/http_response.h"

namespace pawl::tasks {

struct OAuthToken {
  std::string text;  // empty: none yet
  std::chrono::steady_clock::time_point renew_at;

  /// Renewed a minute before it ends, as EventBridge does.
  [[nodiscard]] bool is_usable() const {
    return !text.empty() && std::chrono::steady_clock::now() < renew_at;
  }
};

HttpRequest make_token_request(const OAuthClient& client);

/// Errors (Events.ConnectionResource.InvalidConnectionState): the server refused, or gave no token.
tl::expected<OAuthToken, asl::StateError> read_token(const Connection& connection,
                                                     const HttpResponse& response);

/// The error of a task whose connection has no token because of `why`.
asl::StateError no_token(const Connection& connection, const std::string& why);

}  // namespace pawl::tasks
