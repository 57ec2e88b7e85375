#include "tasks/http_invocation.h"

#include <algorithm>
#include <functional>

#include "base/ascii.h"
#include "base/version.h"
#include "tasks/http_headers.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

using Made = tl::expected<HttpRequest, asl::StateError>;
using ForbiddenHeader = bool (*)(const std::string& lower_name);

constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"};

template <size_t N>
bool is_one_of(const std::string_view (&list)[N], std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

// AWS guide, "HTTP Task fields": those Step Functions sets itself or leaves to the connection.
constexpr std::string_view kForbiddenToHttp[] = {"a-im",
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

bool is_forbidden_to_http(const std::string& lower_name) {
  return lower_name.starts_with("x-amz-") || lower_name.starts_with("x-amzn-") ||
         lower_name.starts_with("x-forwarded-") || is_one_of(kForbiddenToHttp, lower_name);
}

// AWS guide, "Create API Gateway REST APIs", optional request parameters.
constexpr std::string_view kForbiddenToApiGateway[] = {"authorization",
                                                       "connection",
                                                       "content-md5",
                                                       "expect",
                                                       "host",
                                                       "max-forwards",
                                                       "proxy-authenticate",
                                                       "server",
                                                       "te",
                                                       "trailer",
                                                       "via",
                                                       "transfer-encoding",
                                                       "upgrade",
                                                       "www-authenticate"};

bool is_forbidden_to_api_gateway(const std::string& lower_name) {
  return lower_name.starts_with("x-amz") || lower_name.starts_with("x-forwarded") ||
         is_one_of(kForbiddenToApiGateway, lower_name);
}

/// One reading of the parameters of a Task.
class Invocation {
 public:
  explicit Invocation(const Value& parameters) : parameters_(parameters) {}

  Made http(std::span<const Connection> connections) {
    if (!find_connection(connections) || !read_method() || !read_endpoint() ||
        !read_headers(is_forbidden_to_http) || !read_body() || !add_query())
      return tl::unexpected(std::move(error_));
    return std::move(request_);
  }

  Made api_gateway(std::string_view base) {
    request_.headers.emplace_back("User-Agent", "pawl/" + std::string(version()));
    const bool is_built = read_method() && read_gateway_url(base) &&
                          read_headers(is_forbidden_to_api_gateway) && read_gateway_body() && add_query();
    if (!is_built) return tl::unexpected(std::move(error_));
    return std::move(request_);
  }

 private:
  bool refuse(const std::string& why) {
    const std::string shown = parameters_.text_exceeds(4096) ? "{…}" : to_json(parameters_);
    error_ = {"States.Runtime",
              "The Parameters '" + shown + "' could not be used to start the Task: [" + why + "]"};
    return false;
  }

  /// A field with a text; absent or null: `text` stays as it is.
  bool read_text(const char* field, std::string& text, bool is_required) {
    const Value* value = parameters_.find(field);
    if (value == nullptr || value->is_null()) {
      return !is_required || refuse(std::string("The field '") + field + "' is required but was missing");
    }
    if (!value->is_string())
      return refuse(std::string("The value of the field '") + field + "' has an invalid format");
    text = value->as_string();
    return true;
  }

  bool read_method() {
    if (!read_text("Method", request_.method, true)) return false;
    return is_one_of(kMethods, request_.method) ||
           refuse("The value of the field 'Method' is not a supported method: " + request_.method);
  }

  bool find_connection(std::span<const Connection> connections) {
    const Value* authentication = parameters_.find("Authentication");
    if (authentication == nullptr) authentication = parameters_.find("InvocationConfig");
    const Value* arn = authentication != nullptr ? authentication->find("ConnectionArn") : nullptr;
    if (arn == nullptr || !arn->is_string()) return true;
    connection_ = tasks::find_connection(connections, arn->as_string());
    if (connection_ != nullptr) return true;
    error_ = {
        "Events.ConnectionResource.ResourceNotFound",
        "The connection " + std::string(arn->as_string()) + " has no entry under 'connections' in pawl.yaml"};
    return false;
  }

  bool read_endpoint() {
    if (!read_text("ApiEndpoint", request_.url, true)) return false;
    const std::string scheme = ascii_lower(request_.url.substr(0, 8));
    if (!scheme.starts_with("http://") && !scheme.starts_with("https://")) {
      return refuse("The value of the field 'ApiEndpoint' is not a URL with http:// or https://");
    }
    if (!is_clean_url(request_.url))
      return refuse("The value of the field 'ApiEndpoint' holds a blank or a control character");
    request_.headers.emplace_back("User-Agent", "Amazon|StepFunctions|HttpInvoke|us-east-1");
    request_.headers.emplace_back("Range", "bytes=0-262144");
    if (connection_ == nullptr) return true;
    if (connection_->oauth) request_.connection = connection_;
    return connection_->is_for(request_.url) ||
           refuse("The connection " + connection_->arn +
                  " is not for the host of the field 'ApiEndpoint', '" + host_of(request_.url) +
                  "'; its key 'hosts' in the configuration says for which");
  }

  bool read_gateway_url(std::string_view base) {
    std::string endpoint;
    std::string stage;
    std::string path;
    std::string authentication = "NO_AUTH";
    if (!read_text("ApiEndpoint", endpoint, true) || !read_text("Stage", stage, false) ||
        !read_text("Path", path, false) || !read_text("AuthType", authentication, false))
      return false;
    constexpr std::string_view kAuthentications[] = {"NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"};
    if (!is_one_of(kAuthentications, authentication))
      return refuse("The value of the field 'AuthType' is not NO_AUTH, IAM_ROLE or RESOURCE_POLICY");
    if (base.empty() && authentication != "NO_AUTH")
      return refuse(
          "AuthType " + authentication +
          " needs a signature of AWS's, which pawl does not make; bind the state to a URL with http:");
    const auto is_host = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '.';
    };
    if (endpoint.empty() || !std::all_of(endpoint.begin(), endpoint.end(), is_host))
      return refuse("The value of the field 'ApiEndpoint' is not the name of a host");
    std::string& url = request_.url;
    url = base.empty() ? "https://" + endpoint : std::string(base);
    if (base.empty() && !stage.empty()) url += "/" + url_encoded(stage);
    while (url.ends_with('/')) url.pop_back();
    if (!path.empty()) url += (path.starts_with('/') ? "" : "/") + path;
    return is_clean_url(url) || refuse("The value of the field 'Path' holds a blank or a control character");
  }

  bool read_headers(ForbiddenHeader is_forbidden) {
    Headers& headers = request_.headers;
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
        if (is_forbidden(ascii_lower(name)))
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

  /// The body of apigateway:invoke is JSON, texts too; members that are null are left out unless
  /// AllowNullValues.
  bool read_gateway_body() {
    const Value* allows_null = parameters_.find("AllowNullValues");
    const bool keeps_null = allows_null != nullptr && allows_null->is_boolean() && allows_null->as_boolean();
    const Value* body = parameters_.find("RequestBody");
    if (body != nullptr && !body->is_null()) {
      request_.body = to_json(keeps_null ? *body : without_nulls(*body, 0));
      if (find_header(request_.headers, "content-type") == nullptr)
        request_.headers.emplace_back("Content-Type", "application/json");
    }
    return true;
  }

  static Value without_nulls(const Value& value, uint32_t depth) {
    if (!value.is_object() || depth > kDeepestBody) return value;
    ObjectBuilder kept(value.members().size());
    for (const Member& member : value.members()) {
      if (!member.value.is_null()) kept.append(member.key, without_nulls(member.value, depth + 1));
    }
    return kept.finish();
  }

  static constexpr uint32_t kDeepestBody = 200;

  const Value& parameters_;
  const Connection* connection_ = nullptr;
  HttpRequest request_;
  asl::StateError error_;
};

}  // namespace

Made make_http_invocation(const Value& parameters, std::span<const Connection> connections) {
  return Invocation(parameters).http(connections);
}

Made make_api_gateway_request(const Value& parameters, std::string_view base) {
  return Invocation(parameters).api_gateway(base);
}

}  // namespace pawl::tasks
