// Bindings to HTTP calls.
#include "tasks/config_reader.h"
#include "tasks/http_runner.h"
#include "tasks/mask.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::Node;
using source::NodeMember;

using Form = HttpBinding::Form;

constexpr std::string_view kKeys[] = {"http"};

BindingTarget read(ConfigReader& reader, const NodeMember& member) {
  const Node& node = member.value;
  HttpBinding http;
  if (node.kind == Node::Kind::Scalar) {
    http.url = reader.text(node, "'http'").value_or("");
  } else {
    reader.object(
        node, "'http'",
        {{"url", [&](const NodeMember& m) { http.url = reader.text(m.value, "'url'").value_or(""); }},
         {"method",
          [&](const NodeMember& m) {
            http.method =
                reader.word(m.value, "'method'", {"POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
                    .value_or("POST");
          }},
         {"headers", [&](const NodeMember& m) {
            for (auto& header : reader.text_map(m.value, "'headers'")) http.headers.push_back(header);
          }}});
  }
  if (!http.url.starts_with("http://") && !http.url.starts_with("https://")) {
    reader.error(node, "'http' needs a url that begins with http:// or https://");
  }
  return http;
}

Result<std::optional<BindingTarget>> from_resource(std::string_view resource) {
  if (resource.starts_with("http://") || resource.starts_with("https://"))
    return HttpBinding{.url = std::string(resource), .headers = {}};
  const Form form = HttpBinding::form_of(resource);
  if (form == Form::Plain) return std::nullopt;
  return HttpBinding{.url = {}, .headers = {}, .form = form};
}

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  const auto& http = std::get<HttpBinding>(binding.target);
  if (http.url.empty()) return "the ApiEndpoint of its Parameters";
  const std::string url = mask(http.url, secrets);
  return http.form == Form::ApiGateway ? "an API at " + url : http.method + " " + url;
}

}  // namespace

HttpBinding::Form HttpBinding::form_of(std::string_view resource) {
  constexpr std::string_view kToken = ".waitForTaskToken";
  if (resource == "arn:aws:states:::http:invoke") return Form::HttpInvoke;
  if (resource.ends_with(kToken)) resource.remove_suffix(kToken.size());
  return resource == "arn:aws:states:::apigateway:invoke" ? Form::ApiGateway : Form::Plain;
}

const RunnerKind& HttpBinding::kind() {
  static constexpr RunnerKind kKind{.keys = kKeys,
                                    .uses_network = true,
                                    .make = make_http_runner,
                                    .read = read,
                                    .from_resource = from_resource,
                                    .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
