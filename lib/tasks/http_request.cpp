#include "tasks/http_request.h"

#include <algorithm>

#include "base/glob.h"
#include "base/version.h"
#include "tasks/runner.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

using Refusal = tl::unexpected<asl::StateError>;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr uint32_t kDeepestForm = 100;

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

// AWS guide, "HTTP Task fields": those Step Functions sets itself or leaves to the connection.
constexpr std::string_view kForbiddenHeaders[] = {"a-im",
                                                  "accept-charset",
                                                  "accept-datetime",
                                                  "accept-encoding",
                                                  "authorization",
                                                  "cache-control",
                                                  "connection",
                                                  "content-encoding",
                                                  "content-length",
                                                  "content-md5",
                                                  "cookie",
                                                  "date",
                                                  "expect",
                                                  "forwarded",
                                                  "from",
                                                  "host",
                                                  "http2-settings",
                                                  "if-match",
                                                  "if-modified-since",
                                                  "if-none-match",
                                                  "if-range",
                                                  "if-unmodified-since",
                                                  "keep-alive",
                                                  "max-forwards",
                                                  "origin",
                                                  "pragma",
                                                  "proxy-authorization",
                                                  "proxy-connection",
                                                  "range",
                                                  "referer",
                                                  "server",
                                                  "te",
                                                  "trailer",
                                                  "transfer-encoding",
                                                  "upgrade",
                                                  "user-agent",
                                                  "via",
                                                  "warning",
                                                  "www-authenticate"};

bool is_forbidden(const std::string& lower_name) {
  return lower_name.starts_with("x-amz-") || lower_name.starts_with("x-amzn-") ||
         lower_name.starts_with("x-forwarded-") ||
         std::find(std::begin(kForbiddenHeaders), std::end(kForbiddenHeaders), lower_name) !=
             std::end(kForbiddenHeaders);
}

/// A name and a value that cannot smuggle in a second header.
bool is_clean_header(std::string_view name, std::string_view value) {
  const auto is_token = [](char c) { return c > ' ' && c < 0x7F && c != ':'; };
  const auto is_text = [](char c) { return c != '\r' && c != '\n' && c != '\0'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_token) &&
         std::all_of(value.begin(), value.end(), is_text);
}

std::string scalar_text(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : to_json(value);
}

std::string* find_header(Headers& headers, std::string_view lower_name) {
  for (auto& [name, value] : headers) {
    if (lower(name) == lower_name) return &value;
  }
  return nullptr;
}

void set_header(Headers& headers, const std::string& name, std::string value) {
  if (std::string* present = find_header(headers, lower(name))) {
    *present = std::move(value);
  } else {
    headers.emplace_back(name, std::move(value));
  }
}

void flatten(const Value& value, const std::string& key, std::string_view array_format, uint32_t depth,
             std::string& out) {
  const auto add = [&out](const std::string& name, const std::string& text) {
    out += (out.empty() ? "" : "&") + name + "=" + text;
  };
  if (depth > kDeepestForm) return add(key, url_encoded(to_json(value)));
  if (value.is_object()) {
    for (const Member& member : value.members()) {
      const std::string name = url_encoded(member.key.as_string());
      flatten(member.value, key.empty() ? name : key + "[" + name + "]", array_format, depth + 1, out);
    }
  } else if (value.is_array() && array_format == "COMMAS") {
    std::string list;
    for (const Value& item : value.items())
      list += (list.empty() ? "" : ",") + url_encoded(scalar_text(item));
    add(key, list);
  } else if (value.is_array()) {
    size_t index = 0;
    for (const Value& item : value.items()) {
      const std::string mark = array_format == "REPEAT"     ? std::string()
                               : array_format == "BRACKETS" ? std::string("[]")
                                                            : "[" + std::to_string(index) + "]";
      flatten(item, key + mark, array_format, depth + 1, out);
      ++index;
    }
  } else {
    add(key, url_encoded(value.is_null() ? std::string() : scalar_text(value)));
  }
}

/// Not all of what a URL has would reach the server: libcurl and the system cut there.
bool is_clean_url(std::string_view url) {
  return std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c != 0x7F; });
}

/// Whether what stands in the path between the slashes around `at` is "." or "..", which servers and proxies
/// take for another path.
bool climbs_at(std::string_view url, size_t at) {
  const size_t begin = url.rfind('/', at) + 1;
  const std::string_view segment = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  return segment == "." || segment == "..";
}

tl::expected<HttpRequest, asl::StateError> from_binding(const Binding& binding, const Value& input) {
  const auto& http = std::get<HttpBinding>(binding.target);
  HttpRequest request;
  request.method = http.method;
  request.headers = http.headers;
  std::string_view rest = http.url;
  std::vector<std::pair<size_t, std::string>> filled;  // where in the path, the member
  while (!rest.empty()) {
    const size_t open = rest.find('{');
    const size_t close = rest.find('}', open);
    request.url += rest.substr(0, close == std::string_view::npos ? close : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::string name(rest.substr(open + 1, close - open - 1));
    const Value* member = input.find(name);
    if (member == nullptr || member->is_container() || member->is_null()) {
      return Refusal(
          asl::StateError{"States.Runtime", "The URL " + http.url + " needs the member '" + name +
                                                "' of the input, a string or a number, which is not there"});
    }
    if (request.url.find_first_of("?#") == std::string::npos) filled.emplace_back(request.url.size(), name);
    request.url += url_encoded(scalar_text(*member));
    rest.remove_prefix(close + 1);
  }
  for (const auto& [at, name] : filled) {
    if (!climbs_at(request.url, at - 1)) continue;
    return Refusal(asl::StateError{"States.Runtime", "The member '" + name +
                                                         "' of the input makes a part of "
                                                         "the path of " +
                                                         http.url +
                                                         " '.' or '..', which is "
                                                         "another URL than the one that was bound"});
  }
  if (!is_clean_url(request.url)) {
    return Refusal(
        asl::StateError{"States.Runtime", "The URL " + http.url + " holds a blank or a control character"});
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_clean_header(name, value)) {
      return Refusal(asl::StateError{"States.Runtime",
                                     "The header '" + name + "' of " + http.url +
                                         " holds a line end or another character that no header may have"});
    }
  }
  if (request.method != "GET" && request.method != "HEAD") {
    request.body = to_json(binding.wrap_lambda ? lambda_payload(input) : input);
    if (find_header(request.headers, "content-type") == nullptr) {
      request.headers.emplace_back("Content-Type", "application/json");
    }
  }
  if (find_header(request.headers, "user-agent") == nullptr)
    request.headers.emplace_back("User-Agent", "pawl/" + std::string(version()));
  return request;
}

/// The host that a URL names, in lower case, with its port if it has one; empty if readers of URLs could
/// disagree about it.
std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  const std::string host = lower(url.substr(0, url.find_first_of("/?#")));
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  };
  return std::all_of(host.begin(), host.end(), is_plain) ? host : std::string();
}

/// One reading of the parameters of arn:aws:states:::http:invoke.
class Invocation {
 public:
  Invocation(const Value& parameters, std::span<const Connection> connections)
      : parameters_(parameters), connections_(connections) {}

  tl::expected<HttpRequest, asl::StateError> build() {
    if (!read_endpoint() || !read_headers() || !read_body() || !add_query())
      return Refusal(std::move(error_));
    return std::move(request_);
  }

 private:
  bool refuse(const std::string& why) {
    const std::string shown = parameters_.text_exceeds(4096) ? "{…}" : to_json(parameters_);
    error_ = {"States.Runtime",
              "The Parameters '" + shown + "' could not be used to start the Task: [" + why + "]"};
    return false;
  }

  bool read_endpoint() {
    const Value* endpoint = parameters_.find("ApiEndpoint");
    const Value* method = parameters_.find("Method");
    if (endpoint == nullptr || !endpoint->is_string())
      return refuse("The field 'ApiEndpoint' is required but was missing");
    if (method == nullptr || !method->is_string())
      return refuse("The field 'Method' is required but was missing");
    request_.url = endpoint->as_string();
    request_.method = method->as_string();
    constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"};
    if (std::find(std::begin(kMethods), std::end(kMethods), request_.method) == std::end(kMethods)) {
      return refuse("The value of the field 'Method' is not a supported method: " + request_.method);
    }
    const std::string scheme = lower(request_.url.substr(0, 8));
    if (!scheme.starts_with("http://") && !scheme.starts_with("https://")) {
      return refuse("The value of the field 'ApiEndpoint' is not a URL with http:// or https://");
    }
    if (!is_clean_url(request_.url))
      return refuse("The value of the field 'ApiEndpoint' holds a blank or a control character");
    const Value* authentication = parameters_.find("Authentication");
    if (authentication == nullptr) authentication = parameters_.find("InvocationConfig");
    const Value* arn = authentication != nullptr ? authentication->find("ConnectionArn") : nullptr;
    for (const Connection& connection : connections_) {
      if (arn == nullptr || !arn->is_string() || !glob_matches(connection.arn, arn->as_string())) continue;
      connection_ = &connection;
      break;
    }
    if (connection_ == nullptr || connection_->hosts.empty()) return true;
    const std::string host = host_of(request_.url);
    const std::string without_port =
        host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0));
    const auto is_host = [&](const std::string& glob) {
      return glob_matches(lower(glob), host) || glob_matches(lower(glob), without_port);
    };
    if (std::any_of(connection_->hosts.begin(), connection_->hosts.end(), is_host)) return true;
    return refuse("The connection " + connection_->arn +
                  " is not for the host of the field 'ApiEndpoint', '" + host +
                  "'; its key 'hosts' in the configuration says for which");
  }

  bool read_headers() {
    Headers& headers = request_.headers;
    headers.emplace_back("User-Agent", "Amazon|StepFunctions|HttpInvoke|us-east-1");
    headers.emplace_back("Range", "bytes=0-262144");
    if (const Value* given = parameters_.find("Headers"); given != nullptr && !given->is_null()) {
      if (!given->is_object()) return refuse("The value of the field 'Headers' has an invalid format");
      for (const Member& member : given->members()) {
        const std::string name(member.key.as_string());
        std::string text;
        if (member.value.is_array()) {
          for (const Value& item : member.value.items())
            text += (text.empty() ? "" : ", ") + scalar_text(item);
        } else if (!member.value.is_object()) {
          text = scalar_text(member.value);
        }
        if (member.value.is_object() || !is_clean_header(name, text)) {
          return refuse("The value of the field 'Headers' has an invalid format");
        }
        if (is_forbidden(lower(name)))
          return refuse("The header '" + name + "' may not be set in the field 'Headers'");
        set_header(headers, name, std::move(text));
      }
    }
    if (connection_ != nullptr) {
      for (const auto& [name, value] : connection_->headers) set_header(headers, name, value);
    }
    return true;
  }

  bool read_body() {
    const Value* given = parameters_.find("RequestBody");
    Value body = given != nullptr ? *given : Value();
    if (connection_ != nullptr && connection_->body.is_object()) {
      if (!body.is_null() && !body.is_object()) {
        return refuse("A body that is no object cannot take the body parameters of the connection");
      }
      ObjectBuilder merged(body, connection_->body.size());
      for (const Member& member : connection_->body.members()) merged.set(member.key, member.value);
      body = merged.finish();
    }
    const Value* transform = parameters_.find("Transform");
    const Value* encoding = transform != nullptr ? transform->find("RequestBodyEncoding") : nullptr;
    const bool is_form =
        encoding != nullptr && encoding->is_string() && encoding->as_string() == "URL_ENCODED";
    const char* content_type = "application/json; charset=UTF-8";
    if (body.is_null()) {
      // Nothing to send.
    } else if (is_form) {
      const Value* options = transform->find("RequestEncodingOptions");
      const Value* format = options != nullptr ? options->find("ArrayFormat") : nullptr;
      if (!body.is_object()) return refuse("The field 'RequestBody' must be an object to be URL encoded");
      request_.body =
          form_encoded(body, format != nullptr && format->is_string() ? format->as_string() : "INDICES");
      content_type = "application/x-www-form-urlencoded; charset=UTF-8";
    } else {
      request_.body = scalar_text(body);
    }
    if (find_header(request_.headers, "content-type") == nullptr)
      request_.headers.emplace_back("Content-Type", content_type);
    return true;
  }

  bool add_query() {
    Headers query;
    if (const Value* given = parameters_.find("QueryParameters"); given != nullptr && !given->is_null()) {
      if (!given->is_object())
        return refuse("The value of the field 'QueryParameters' has an invalid format");
      for (const Member& member : given->members()) {
        const std::string name(member.key.as_string());
        if (member.value.is_array()) {
          for (const Value& item : member.value.items()) query.emplace_back(name, scalar_text(item));
        } else {
          query.emplace_back(name, scalar_text(member.value));
        }
      }
    }
    if (connection_ != nullptr) {
      for (const auto& [name, value] : connection_->query) {
        std::erase_if(query, [&name = name](const auto& parameter) { return parameter.first == name; });
        query.emplace_back(name, value);
      }
    }
    std::string& url = request_.url;
    const size_t fragment = url.find('#');
    if (fragment != std::string::npos) url.resize(fragment);
    for (const auto& [name, value] : query) {
      const char joint = url.find('?') == std::string::npos ? '?' : '&';
      url += joint + url_encoded(name) + "=" + url_encoded(value);
    }
    return true;
  }

  const Value& parameters_;
  std::span<const Connection> connections_;
  const Connection* connection_ = nullptr;
  HttpRequest request_;
  asl::StateError error_;
};

}  // namespace

std::string url_encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::string form_encoded(const Value& body, std::string_view array_format) {
  std::string text;
  flatten(body, "", array_format, 0, text);
  return text;
}

tl::expected<HttpRequest, asl::StateError> make_http_request(const Binding& binding, const Value& input,
                                                             std::span<const Connection> connections) {
  if (std::get<HttpBinding>(binding.target).invoke) return Invocation(input, connections).build();
  return from_binding(binding, input);
}

}  // namespace pawl::tasks
