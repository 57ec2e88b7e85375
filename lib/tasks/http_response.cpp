#include "tasks/http_response.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/utf8.h"
#include "tasks/command_result.h"
#include "tasks/mask.h"
#include "tasks/runner.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using Refusal = tl::unexpected<asl::StateError>;

constexpr size_t kNotJsonBytes = 200;  // of a body that is not what it says

/// HTTP/2 sends none.
std::string_view usual_status_text(long status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    default: return "";
  }
}

bool is_binary(std::string_view content_type) {
  return content_type.starts_with("application/octet-stream") || content_type.starts_with("image/") ||
         content_type.starts_with("video/") || content_type.starts_with("audio/");
}

std::string shown_body(const HttpResponse& response, size_t most, std::span<const std::string> secrets) {
  return utf8::repaired(mask(response.body, secrets).substr(0, most));
}

/// A function called by lambda:invoke says in a header that it threw; the body is {"errorType",
/// "errorMessage", …}.
asl::StateError function_error(const HttpResponse& response, std::span<const std::string> secrets) {
  asl::StateError error{"Exception", shown_body(response, asl::kMostCause, secrets)};
  const auto body = parse_json(response.body);
  const Value* type = body ? body->find("errorType") : nullptr;
  if (type != nullptr && type->is_string()) error.error = std::string(type->as_string());
  return error;
}

}  // namespace

void HttpResponse::take_head_line(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with("HTTP/")) {
    headers.clear();
    const size_t code = std::min(line.find(' '), line.size() - 1) + 1;
    const size_t text = line.find(' ', code);
    status_text = text == std::string_view::npos ? std::string() : std::string(trimmed(line.substr(text)));
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  headers.emplace_back(ascii_lower(trimmed(line.substr(0, colon))),
                       std::string(trimmed(line.substr(colon + 1))));
}

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

tl::expected<Value, asl::StateError> read_response(const HttpResponse& response, const Binding& binding,
                                                   std::span<const std::string> secrets) {
  const HttpBinding::Form form = std::get<HttpBinding>(binding.target).form;
  if (response.status < 200 || response.status > 299) {
    const std::string_view name =
        form == HttpBinding::Form::ApiGateway ? "ApiGateway." : "States.Http.StatusCode.";
    return Refusal(asl::StateError{std::string(name) + std::to_string(response.status),
                                   shown_body(response, asl::kMostCause, secrets)});
  }
  const bool is_invoke = form != HttpBinding::Form::Plain;
  const std::string content_type = ascii_lower(response.header("content-type"));
  if (is_binary(content_type)) {
    return Refusal(
        asl::StateError{"States.Runtime", "The response has the content type " + content_type +
                                              ", which is binary and cannot be data of a workflow"});
  }
  if (binding.wrap_lambda && !response.header("x-amz-function-error").empty())
    return Refusal(function_error(response, secrets));
  const bool says_json = content_type.find("json") != std::string::npos;
  Value body;
  if (says_json || content_type.empty()) {
    const bool is_empty = trimmed(response.body).empty();
    if (auto value = parse_json(response.body)) {
      body = std::move(*value);
    } else if (is_empty || is_invoke || !says_json) {
      if (!is_empty || is_invoke) body = Value::string(utf8::repaired(response.body));
    } else {
      return Refusal(asl::StateError{
          "Output.NotJson", "The response says that it is JSON, but it is not (" + value.error().message +
                                "): " + shown_body(response, kNotJsonBytes, secrets)});
    }
  } else {
    body = Value::string(utf8::repaired(response.body));
  }
  if (binding.wrap_lambda) return wrap_lambda_answer(std::move(body));
  if (!is_invoke) return body;
  std::vector<std::pair<std::string_view, std::vector<Value>>> grouped;
  for (const auto& [name, value] : response.headers) {
    auto group = std::find_if(grouped.begin(), grouped.end(),
                              [&name = name](const auto& g) { return g.first == name; });
    if (group == grouped.end()) group = grouped.insert(grouped.end(), {name, {}});
    group->second.push_back(Value::string(utf8::repaired(value)));
  }
  ObjectBuilder headers(grouped.size());
  for (auto& [name, values] : grouped) headers.append(name, Value::array(std::move(values)));
  const std::string_view text =
      response.status_text.empty() ? usual_status_text(response.status) : response.status_text;
  return Value::object({{"Headers", headers.finish()},
                        {"ResponseBody", std::move(body)},
                        {"StatusCode", Value::integer(response.status)},
                        {"StatusText", Value::string(utf8::repaired(text))}});
}

}  // namespace pawl::tasks
