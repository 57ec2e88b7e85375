// Connections of arn:aws:states:::http:invoke: what EventBridge's connections are at AWS, the key
// `connections` of pawl.yaml is here (AWS guide: "Call HTTPS APIs", "Authorization methods for connections").
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/document.h"
#include "tasks/http_headers.h"
#include "value/value.h"

namespace pawl::tasks {

class ConfigReader;

/// OAuth 2.0 client credentials (RFC 6749, section 4.4).
struct OAuthClient {
  std::string token_url;
  std::string client_id;
  std::string client_secret;
  /// Where the client's id and secret stand: in a Basic header, as the RFC prefers, or in the body.
  bool credentials_in_body = false;
  Headers headers;  // of the token request, further ones
  Headers body;     // further parameters of it, as `scope` or `audience`
};

/// What a connection adds to a request; it wins over the state's own.
struct Connection {
  std::string arn;  // glob on Authentication.ConnectionArn
  Headers headers;
  Headers query;
  Value body;  // members added to the request body, an object; null: none
  /// Globs on the host of ApiEndpoint, with or without its port; empty: any host.
  std::vector<std::string> hosts;
  std::optional<std::pair<std::string, std::string>> basic;  // user name and password
  std::optional<OAuthClient> oauth;                          // a token of it goes into Authorization

  /// Whether the connection may be used for a URL.
  [[nodiscard]] bool is_for(std::string_view url) const;
};

/// The first connection for an ARN; null pointer: there is none.
const Connection* find_connection(std::span<const Connection> connections, std::string_view arn);

/// The host that a URL names, in lower case, with its port if it has one; empty if readers of URLs could
/// disagree about it.
std::string host_of(std::string_view url);

/// The value of the header Authorization with a user's name and password (RFC 7617).
std::string basic_credentials(std::string_view user, std::string_view password);

/// An entry of `connections`. What is wrong in it is reported by the reader.
Connection read_connection(ConfigReader& reader, const source::NodeMember& member);

/// Fills `${NAME}` from the environment and makes the header of `basic`; what was filled in is added to
/// `secrets`. Errors: a name that is not in the environment.
Result<void> fill_connection(Connection& connection, const std::map<std::string, std::string>& environment,
                             std::vector<std::string>& secrets);

}  // namespace pawl::tasks
