#include "tasks/oauth_token.h"

#include <algorithm>

#include "base/utf8.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using std::chrono::seconds;

constexpr seconds kEarly{60};
constexpr double kLongest = 366.0 * 24 * 3600;  // seconds; also of a token that does not say when it ends
constexpr size_t kShownAnswer = 500;

}  // namespace

HttpRequest make_token_request(const OAuthClient& client) {
  HttpRequest request;
  request.method = "POST";
  request.url = client.token_url;
  Headers parameters = client.body;
  const auto add_default = [&parameters](const std::string& name, const std::string& value) {
    const auto has_name = [&name](const auto& parameter) { return parameter.first == name; };
    if (std::none_of(parameters.begin(), parameters.end(), has_name)) parameters.emplace_back(name, value);
  };
  add_default("grant_type", "client_credentials");
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  if (client.credentials_in_body) {
    add_default("client_id", client.client_id);
    add_default("client_secret", client.client_secret);
  } else {
    set_header(request.headers, "Authorization",
               basic_credentials(url_encoded(client.client_id), url_encoded(client.client_secret)));
  }
  for (const auto& [name, value] : client.headers) set_header(request.headers, name, value);
  std::string body;
  for (const auto& [name, value] : parameters) {
    body += (body.empty() ? "" : "&") + url_encoded(name) + "=" + url_encoded(value);
  }
  request.body = std::move(body);
  return request;
}

asl::StateError no_token(const Connection& connection, const std::string& why) {
  return {"Events.ConnectionResource.InvalidConnectionState",
          "The connection " + connection.arn + " has no access token: " + why};
}

tl::expected<OAuthToken, asl::StateError> read_token(const Connection& connection,
                                                     const HttpResponse& response) {
  const auto refuse = [&](const std::string& why) {
    return tl::unexpected(no_token(connection, "POST " + connection.oauth->token_url + " " + why));
  };
  if (response.status < 200 || response.status > 299) {
    return refuse("answered " + std::to_string(response.status) + ": " +
                  utf8::repaired(std::string_view(response.body).substr(0, kShownAnswer)));
  }
  const auto answer = parse_json(response.body);
  const Value* text = answer ? answer->find("access_token") : nullptr;
  if (text == nullptr || !text->is_string() || text->as_string().empty())
    return refuse("answered without the member access_token");
  if (!is_clean_header("Authorization", text->as_string()))
    return refuse("answered with an access_token that no header can hold");
  OAuthToken token;
  token.text = text->as_string();
  const Value* lifetime = answer->find("expires_in");
  const double life = lifetime != nullptr && lifetime->is_number() ? lifetime->as_double() : kLongest;
  token.renew_at = std::chrono::steady_clock::now() - kEarly +
                   seconds(static_cast<int64_t>(std::clamp(life, 0.0, kLongest)));
  return token;
}

}  // namespace pawl::tasks
