#include "server/states_endpoint.h"

#include <fmt/format.h>

#include <random>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/random_source.h"
#include "value/dump.h"

namespace pawl::server {

namespace {

constexpr std::string_view kJson = "application/x-amz-json-1.0";

class RequestIds final : public RandomSource {
 public:
  uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_{std::random_device()()};
};

/// Errors of the service's model are in its namespace, broken constraints in Coral's.
std::string qualified(const std::string& type) {
  if (type == "ValidationException") return "com.amazon.coral.validate#" + type;
  if (type == "SerializationException" || type == "UnknownOperationException" || type == "InternalFailure")
    return type;
  return "com.amazonaws.swf.service.v2.model#" + type;
}

WebResponse response_of(const service::Served<Value>& answer) {
  static RequestIds ids;
  WebResponse response{.content_type = std::string(kJson),
                       .headers = fmt::format("x-amzn-RequestId: {}\r\n", random_uuid(ids))};
  if (answer) {
    response.body = to_json(*answer);
    return response;
  }
  const service::ServiceFault& error = answer.error();
  response.status = error.type == "InternalFailure" ? 500 : 400;
  response.body = R"({"__type":)" + json_quoted(qualified(error.type));
  if (!error.message.empty()) response.body += R"(,"message":)" + json_quoted(error.message);
  response.body += "}";
  return response;
}

/// The host of "http://HOST:PORT/…" or "HOST:PORT", without a `sync-` that SDKs put before it.
std::string_view host_in(std::string_view text) {
  if (const size_t scheme = text.find("://"); scheme != std::string_view::npos)
    text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find('/'));
  if (text.starts_with('[')) return text.substr(0, text.find(']') + 1);
  text = text.substr(0, text.find(':'));
  if (text.starts_with("sync-")) text.remove_prefix(5);
  return text;
}

/// A name that a web page elsewhere cannot have given to this machine's address.
bool is_local(std::string_view host) {
  const bool is_address = !host.empty() && (host.front() == '[' ||
                                            host.find_first_not_of("0123456789.") == std::string_view::npos);
  return host.empty() || is_address || host == "localhost" || host.ends_with(".localhost");
}

/// "us-east-1" of "… Credential=KEY/20260101/us-east-1/states/aws4_request, …"; empty: unsigned.
std::string region_of(std::string_view authorization) {
  const size_t at = authorization.find("Credential=");
  if (at == std::string_view::npos) return {};
  std::string_view scope = authorization.substr(at);
  for (int skipped = 0; skipped < 2; ++skipped) {
    const size_t slash = scope.find('/');
    if (slash == std::string_view::npos) return {};
    scope.remove_prefix(slash + 1);
  }
  const std::string_view region = scope.substr(0, scope.find('/'));
  const bool is_good =
      region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return is_good && region.size() <= 40 ? std::string(region) : std::string();
}

}  // namespace

void StatesEndpoint::handle(const WebRequest& request, Respond respond) {
  const auto say = [&respond](int status, std::string text) {
    respond({.status = status,
             .content_type = "text/plain; charset=utf-8",
             .body = std::move(text) + "\n",
             .headers = {}});
  };
  const std::string_view origin = request.header("Origin");
  if (!is_local(host_in(request.header("Host"))) || (!origin.empty() && !is_local(host_in(origin))))
    return say(403, "this host or origin is not allowed here");
  std::string_view path = request.target;
  if (const size_t scheme = path.find("://"); scheme != std::string_view::npos) {
    const size_t slash = path.find('/', scheme + 3);
    path = slash == std::string_view::npos ? "/" : path.substr(slash);
  }
  path = path.substr(0, path.find('?'));
  if (request.method == "GET" || request.method == "HEAD") {
    if (path == "/_pawl/health")
      return respond({.content_type = "application/json", .body = R"({"status":"ok"})", .headers = {}});
    if (path == "/") return say(200, "pawl serves the API of AWS Step Functions here");
    return say(404, "there is nothing here");
  }
  constexpr std::string_view kTarget = "AWSStepFunctions.";
  const std::string_view target = request.header("X-Amz-Target");
  if (request.method != "POST" || path != "/")
    return say(request.method == "POST" ? 404 : 405, "POST / takes the calls");
  // A cross-site form cannot send this header, nor this content type.
  if (!target.starts_with(kTarget))
    return respond(response_of(service::fault("UnknownOperationException", "")));
  service_.call(
      target.substr(kTarget.size()), request.body, {.region = region_of(request.header("Authorization"))},
      [respond = std::move(respond)](const service::Served<Value>& answer) { respond(response_of(answer)); });
}

}  // namespace pawl::server
