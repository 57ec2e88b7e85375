#include "tasks/lambda_call.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <random>

#include "base/printable.h"
#include "base/random_source.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "jsonata/encoding.h"
#include "tasks/aws_error.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using asl::Resource;
using asl::StateError;
using Refusal = tl::unexpected<StateError>;

constexpr std::string_view kLatest = "$LATEST";
constexpr std::string_view kOwnFunctions = "arn:aws:lambda:us-east-1:123456789012:function:";
constexpr size_t kMostName = 140;
constexpr size_t kMostClientContext = 3583;  // in base64

/// Request ids name calls in logs, so they differ from run to run.
class SystemRandom final : public RandomSource {
 public:
  uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_{std::random_device{}() + (uint64_t{std::random_device{}()} << 32)};
};

SystemRandom& system_random() {
  static thread_local SystemRandom random;
  return random;
}

std::string http_date(Millis at) {
  const time_t seconds = at / 1000;
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::string new_trace_id() {
  SystemRandom& random = system_random();
  const uint64_t tail = random.next();
  return fmt::format("Root=1-{:08x}-{:016x}{:08x};Parent={:016x};Sampled=0", real_now() / 1000, random.next(),
                     static_cast<uint32_t>(tail >> 32), random.next());
}

std::string_view text_of(const Value* member) {
  return member != nullptr && member->is_string() ? member->as_string() : std::string_view();
}

/// A refusal by Lambda's API.
Refusal refused(const LambdaCall& call, std::string_view error, int status, const std::string& message) {
  constexpr std::string_view kUnnamed = "AWSLambdaException";
  AwsError refusal{.message = message, .service = "Lambda", .code = std::string(error)};
  if (error != kUnnamed) refusal.name = error;
  refusal.status = status;
  refusal.request_id = call.request_id;
  return Refusal(aws_error(call.is_sdk ? "aws-sdk:lambda" : "lambda", {}, refusal));
}

bool is_function_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostName && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '$';
  });
}

/// Takes `text` apart: a name, an ARN or a part of one, each with a version or alias or without.
tl::expected<void, StateError> name_function(LambdaCall& call, std::string_view text,
                                             std::string_view qualifier, std::string_view default_name) {
  constexpr std::string_view kFunction = "function:";
  const size_t kind = text.find(kFunction);
  const std::string_view before = kind == text.npos ? "" : text.substr(0, kind + kFunction.size());
  std::string_view name = text.substr(before.size());
  if (const size_t colon = name.find(':'); colon != name.npos) {
    qualifier = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
  // A placeholder that is not filled in stands for some function.
  if (name.empty() || text.find("${") != text.npos) name = default_name;
  if (!is_function_name(name) || (!qualifier.empty() && !is_function_name(qualifier))) {
    return refused(call, "AWSLambdaException", 400,
                   "1 validation error detected: Value '" + printable(text) +
                       "' at 'functionName' failed to satisfy constraint: Member must be the name or the ARN "
                       "of a function, of at most 140 letters, digits, - and _");
  }
  call.function = name;
  const bool is_number =
      std::all_of(qualifier.begin(), qualifier.end(), [](char c) { return c >= '0' && c <= '9'; });
  call.version = qualifier.empty() || !is_number ? kLatest : qualifier;
  const bool is_arn = before.starts_with("arn:") &&
                      std::all_of(before.begin(), before.end(), [](char c) { return c > ' ' && c <= '~'; });
  call.arn = is_arn ? before : kOwnFunctions;
  call.arn += name;
  if (!qualifier.empty()) call.arn.append(":").append(qualifier);
  return {};
}

tl::expected<void, StateError> read_client_context(LambdaCall& call, const Value& text) {
  const std::string_view encoded = text_of(&text);
  const auto context = parse_json(jsonata::base64_decode(encoded, jsonata::Base64Bytes::kUtf8));
  if (!context || !context->is_object() || encoded.size() > kMostClientContext) {
    return refused(call, "InvalidRequestContentException", 400,
                   "Client context must be a valid Base64-encoded JSON object.");
  }
  call.client_context = to_json(*context);
  return {};
}

tl::expected<void, StateError> read_type(LambdaCall& call, const Value* type) {
  const std::string_view text = type == nullptr     ? "RequestResponse"
                                : type->is_string() ? type->as_string()
                                                    : "";
  if (text == "Event") call.type = LambdaCall::Type::Event;
  else if (text == "DryRun") call.type = LambdaCall::Type::DryRun;
  else if (text != "RequestResponse")
    return refused(
        call, "AWSLambdaException", 400,
        "1 validation error detected: Value '" + (type->is_string() ? printable(text) : to_json(*type)) +
            "' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: "
            "[Event, RequestResponse, DryRun]");
  return {};
}

}  // namespace

bool is_lambda_invoke(const Resource& resource) {
  return resource.kind == Resource::Kind::Service &&
         resource.action.substr(0, resource.action.find('.')) == "invoke" &&
         (resource.resource_type == "lambda" || resource.resource_type == "aws-sdk:lambda");
}

tl::expected<LambdaCall, StateError> read_lambda_call(const TaskRequest& request,
                                                      std::string_view default_name) {
  LambdaCall call;
  call.request_id = random_uuid(system_random());
  call.trace_id = new_trace_id();
  const Resource& resource = std::get<asl::Task>(request.state->kind).resource;
  const Value& input = request.input;
  const bool is_invoke = is_lambda_invoke(resource);
  call.is_sdk = is_invoke && resource.resource_type != "lambda";
  call.is_wrapped = is_invoke || request.binding->wrap_lambda;
  if (!call.is_wrapped) {
    const bool is_function = resource.kind == Resource::Kind::Lambda;
    PAWL_CHECK(name_function(call, is_function ? std::string_view(resource.text) : "", "", default_name));
    call.payload = to_json(input);
  } else {
    PAWL_CHECK(name_function(call, text_of(input.find("FunctionName")), text_of(input.find("Qualifier")),
                             default_name));
    PAWL_CHECK(read_type(call, input.find("InvocationType")));
    if (const Value* context = input.find("ClientContext")) PAWL_CHECK(read_client_context(call, *context));
    const Value payload = lambda_payload(input);
    call.payload = call.is_sdk ? to_text(payload) : to_json(payload);
  }
  const size_t most = call.type == LambdaCall::Type::Event ? kMostLambdaEvent : kMostLambdaRequest;
  if (call.payload.size() > most) {
    return refused(
        call, "RequestTooLargeException", 413,
        fmt::format("Request must be smaller than {} bytes for the InvokeFunction operation", most));
  }
  return call;
}

Value lambda_answer(const LambdaCall& call, Value payload, size_t bytes) {
  if (!call.is_wrapped) return payload;
  const auto text = [](std::string_view value) { return Value::string(value); };
  const auto list = [](const Value& value) { return Value::array({value}); };
  const bool is_request = call.type == LambdaCall::Type::RequestResponse;
  const Value status = Value::integer(is_request ? 200 : call.type == LambdaCall::Type::Event ? 202 : 204);
  if (call.is_sdk) {
    return Value::object({{"ExecutedVersion", text(call.version)},
                          {"Payload", text(is_request ? to_json(payload) : "")},
                          {"StatusCode", status}});
  }
  const Value version = text(call.version), remapped = text("0"), connection = text("keep-alive");
  const Value id = text(call.request_id), length = text(std::to_string(bytes)),
              date = text(http_date(real_now()));
  const Value trace = text("r" + call.trace_id.substr(1)), type = text("application/json");
  Value all = Value::object({{"X-Amz-Executed-Version", list(version)},
                             {"x-amzn-Remapped-Content-Length", list(remapped)},
                             {"Connection", list(connection)},
                             {"x-amzn-RequestId", list(id)},
                             {"Content-Length", list(length)},
                             {"Date", list(date)},
                             {"X-Amzn-Trace-Id", list(trace)},
                             {"Content-Type", list(type)}});
  Value each = Value::object({{"Connection", connection},
                              {"Content-Length", length},
                              {"Content-Type", type},
                              {"Date", date},
                              {"X-Amz-Executed-Version", version},
                              {"x-amzn-Remapped-Content-Length", remapped},
                              {"x-amzn-RequestId", id},
                              {"X-Amzn-Trace-Id", trace}});
  return Value::object({{"ExecutedVersion", version},
                        {"Payload", is_request ? std::move(payload) : text("")},
                        {"SdkHttpMetadata", Value::object({{"AllHttpHeaders", std::move(all)},
                                                           {"HttpHeaders", std::move(each)},
                                                           {"HttpStatusCode", status}})},
                        {"SdkResponseMetadata", Value::object({{"RequestId", id}})},
                        {"StatusCode", status}});
}

Value failed_answer(const LambdaCall& call, const StateError& error) {
  return Value::object({{"ExecutedVersion", Value::string(call.version)},
                        {"FunctionError", Value::string("Unhandled")},
                        {"Payload", Value::string(error.cause.value_or(""))},
                        {"StatusCode", Value::integer(200)}});
}

StateError function_error(const LambdaCall& call, std::string_view body) {
  const auto error = parse_json(body);
  // lambda:invoke reads the payload and writes it anew; of a function's ARN it is passed on.
  std::string text = error && call.is_wrapped ? to_json(*error) : utf8::repaired(body);
  const Value* type = error ? error->find("errorType") : nullptr;
  if (type == nullptr || !type->is_string() || type->as_string().empty()) {
    return {
        "Lambda.Unknown",
        "The cause could not be determined because Lambda did not return an error type. Returned payload: " +
            std::string(utf8::prefix(text, asl::kMostCause))};
  }
  return {std::string(type->as_string()), std::string(utf8::prefix(text, asl::kMostCause))};
}

StateError lambda_error(std::string_view type, std::string_view message) {
  return {
      std::string(type),
      to_json(Value::object({{"errorType", Value::string(type)}, {"errorMessage", Value::string(message)}}))};
}

Millis real_now() {
  using std::chrono::milliseconds;
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string exit_text(const LambdaCall& call, int status) {
  const std::string start = "RequestId: " + call.request_id + " Error: Runtime exited ";
  if (WIFSIGNALED(status)) {
    const char* name = sigdescr_np(WTERMSIG(status));
    std::string text = name == nullptr ? std::to_string(WTERMSIG(status)) : name;
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
    return start + "with error: signal: " + text;
  }
  if (WEXITSTATUS(status) == 0) return start + "without providing a reason";
  return start + "with error: exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace pawl::tasks
