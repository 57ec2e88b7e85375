#include "tasks/aws_call.h"

#include <utility>

#include "aws/services.h"
#include "value/dump.h"
#include "value/members.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

/// All names under which models may have the service, the likeliest first.
Value service_names(const std::string& service) {
  const std::string_view known = aws::service_by_other_name(service);
  const std::string name = known.empty() ? service : std::string(known);
  ArrayBuilder names;
  names.push(Value::string(name));
  for (const std::string_view other : aws::other_names_of(name)) names.push(Value::string(other));
  return names.finish();
}

AwsError::Kind error_kind(std::string_view name) {
  if (name == "service") return AwsError::Kind::Service;
  if (name == "parameters") return AwsError::Kind::Parameters;
  return name == "unknown" ? AwsError::Kind::Unknown : AwsError::Kind::Client;
}

}  // namespace

std::string request_line(const AwsCall& call) {
  ObjectBuilder request;
  request.append("services", service_names(call.service));
  request.append("action", Value::string(call.action));
  request.append("parameters", call.parameters);
  request.append("names", Value::string(call.names == AwsCall::Names::Sdk ? "sdk" : "api"));
  for (const auto& [name, text] : {std::pair("endpoint", &call.target.endpoint),
                                   {"region", &call.target.region},
                                   {"profile", &call.target.profile},
                                   {"body_file", &call.body_file},
                                   {"token", &call.token}}) {
    if (!text->empty()) request.append(name, Value::string(*text));
  }
  return to_json(request.finish()) + "\n";
}

AwsResult read_answer(std::string_view line) {
  auto read = parse_json(line);
  if (!read) {
    return tl::unexpected(AwsError{.kind = AwsError::Kind::Client,
                                   .message = "the answer cannot be read: " + read.error().message});
  }
  if (const Value* output = read->find("output")) {
    const Value* http = read->find("http");
    AwsAnswer answer{.output = *output};
    if (http == nullptr) return answer;
    answer.status = static_cast<int>(number_of(*http, "status"));
    answer.request_id = text_of(*http, "request");
    if (const Value* headers = http->find("headers")) answer.headers = *headers;
    return answer;
  }
  const Value* told = read->find("error");
  const Value error = told != nullptr ? *told : Value::empty_object();
  return tl::unexpected(AwsError{.kind = error_kind(text_of(error, "kind")),
                                 .message = std::string(text_of(error, "message")),
                                 .service = std::string(text_of(error, "service")),
                                 .code = std::string(text_of(error, "code")),
                                 .name = std::string(text_of(error, "name")),
                                 .status = static_cast<int>(number_of(error, "status")),
                                 .request_id = std::string(text_of(error, "request")),
                                 .extended_id = std::string(text_of(error, "extended"))});
}

}  // namespace pawl::tasks
