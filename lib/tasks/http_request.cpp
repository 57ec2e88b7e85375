#include "tasks/http_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/version.h"
#include "tasks/http_headers.h"
#include "tasks/http_invocation.h"
#include "tasks/runner.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

using Refusal = tl::unexpected<asl::StateError>;

constexpr uint32_t kDeepestForm = 100;

void flatten(const Value& value, const std::string& key, std::string_view array_format, uint32_t depth,
             std::string& out) {
  const auto add = [&out](const std::string& name, const std::string& text) {
    out += (out.empty() ? "" : "&") + name + "=" + text;
  };
  if (depth > kDeepestForm) return add(key, url_encoded(to_json(value)));
  if (value.is_object()) {
    for (const Member& member : value.members()) {
      const std::string name = url_encoded(member.key.as_string());
      std::string nested = key;
      nested += key.empty() ? name : "[" + name + "]";
      flatten(member.value, nested, array_format, depth + 1, out);
    }
  } else if (value.is_array() && array_format == "COMMAS") {
    std::string list;
    for (const Value& item : value.items()) list += (list.empty() ? "" : ",") + url_encoded(to_text(item));
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
    add(key, url_encoded(value.is_null() ? std::string() : to_text(value)));
  }
}

/// Whether what stands in the path between the slashes around `at` is "." or "..", which servers and proxies
/// take for another path.
bool climbs_at(std::string_view url, size_t at) {
  const size_t begin = url.rfind('/', at) + 1;
  const std::string_view segment = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  return segment == "." || segment == "..";
}

/// The URL of a binding with its `{Name}` filled from members of the input.
tl::expected<std::string, asl::StateError> fill_url(const std::string& pattern, const Value& input) {
  const auto refuse = [&pattern](const std::string& why) {
    std::string cause = "The URL " + pattern + " ";
    cause += why;
    return Refusal(asl::StateError{"States.Runtime", std::move(cause)});
  };
  std::string url;
  std::string_view rest = pattern;
  std::vector<std::pair<size_t, std::string>> filled;  // where in the path, the member
  while (!rest.empty()) {
    const size_t open = rest.find('{');
    const size_t close = rest.find('}', open);
    url += rest.substr(0, close == std::string_view::npos ? close : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::string name(rest.substr(open + 1, close - open - 1));
    const Value* member = input.find(name);
    if (member == nullptr || member->is_container() || member->is_null()) {
      return refuse("needs the member '" + name + "' of the input, a string or a number, which is not there");
    }
    if (url.find_first_of("?#") == std::string::npos) filled.emplace_back(url.size(), name);
    url += url_encoded(scalar_text(*member));
    rest.remove_prefix(close + 1);
  }
  for (const auto& [at, name] : filled) {
    if (!climbs_at(url, at - 1)) continue;
    return refuse("has a part '.' or '..' in its path, made of the member '" + name +
                  "' of the input, which is another URL than the one that was bound");
  }
  if (!is_clean_url(url)) return refuse("holds a blank or a control character");
  return url;
}

tl::expected<HttpRequest, asl::StateError> from_binding(const Binding& binding, const Value& input) {
  const auto& http = std::get<HttpBinding>(binding.target);
  HttpRequest request;
  request.method = http.method;
  request.headers = http.headers;
  auto url = fill_url(http.url, input);
  if (!url) return Refusal(std::move(url.error()));
  request.url = std::move(*url);
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
  const auto& http = std::get<HttpBinding>(binding.target);
  switch (http.form) {
    case HttpBinding::Form::Plain: return from_binding(binding, input);
    case HttpBinding::Form::HttpInvoke: return make_http_invocation(input, connections);
    case HttpBinding::Form::ApiGateway: break;
  }
  auto base = fill_url(http.url, input);
  if (!base) return Refusal(std::move(base.error()));
  auto request = make_api_gateway_request(input, *base);
  if (!request) return request;
  for (const auto& [name, value] : http.headers) set_header(request->headers, name, value);
  return request;
}

}  // namespace pawl::tasks
