#include "remote/api_client.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/printable.h"
#include "base/version.h"
#include "history/details.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::remote {
namespace {

constexpr size_t kMostBody = size_t{256} << 20;
constexpr long kConnectSeconds = 10;
constexpr long kCallSeconds = 70;
constexpr int kAttempts = 8;
constexpr int kFirstAttempts = 3;  // until the endpoint has answered once: it may be a wrong one
constexpr int kFirstPause = 100;   // milliseconds; each is twice as long as the one before
constexpr int kMostPause = 5'000;

constexpr std::array<std::string_view, 5> kBusyCodes = {"ThrottlingException", "Throttling",
                                                        "TooManyRequestsException", "RequestLimitExceeded",
                                                        "ServiceUnavailable"};

size_t take_body(char* data, size_t, size_t size, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size > kMostBody) return 0;
  body.append(data, size);
  return size;
}

int look_for_interrupt(void* client, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const ApiClient*>(client)->is_interrupted() ? 1 : 0;
}

bool may_pass(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE: return true;
    default: return false;
  }
}

/// "com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist" without what stands before the name.
std::string code_of(const Value& error) {
  std::string_view type = text_of(error, "__type");
  if (type.empty()) type = text_of(error, "code");
  if (const size_t hash = type.rfind('#'); hash != std::string_view::npos) type.remove_prefix(hash + 1);
  return printable(type);
}

}  // namespace

Result<std::unique_ptr<ApiClient>> ApiClient::open(Access access, const runtime::Interrupts& interrupts) {
  PAWL_TRY(const tasks::CurlLibrary* curl, tasks::load_curl());
  return std::unique_ptr<ApiClient>(new ApiClient(std::move(access), *curl, interrupts));
}

Result<std::unique_ptr<ApiClient>> ApiClient::connect(const std::string& endpoint_url,
                                                      const std::string& region,
                                                      const runtime::Interrupts& interrupts) {
  PAWL_TRY(Access access, find_access(endpoint_url, region));
  return open(std::move(access), interrupts);
}

ApiClient::ApiClient(Access access, const tasks::CurlLibrary& curl, const runtime::Interrupts& interrupts)
    : access_(std::move(access)), curl_(curl), interrupts_(interrupts), easy_(curl.easy_init()) {
  if (easy_ == nullptr) throw std::bad_alloc();
}

ApiClient::~ApiClient() { curl_.easy_cleanup(easy_); }

bool ApiClient::pause(int milliseconds) const {
  constexpr int kSlice = 20;
  for (int left = milliseconds; left > 0 && !is_interrupted(); left -= kSlice)
    ::usleep(static_cast<useconds_t>(std::min(left, kSlice)) * 1000);
  return !is_interrupted();
}

ApiClient::Answer ApiClient::send(std::string_view action, const std::string& body) {
  Answer answer;
  curl_slist* headers = nullptr;
  const auto header = [&](const std::string& line) { headers = curl_.slist_append(headers, line.c_str()); };
  header("Content-Type: application/x-amz-json-1.0");
  header(fmt::format("X-Amz-Target: AWSStepFunctions.{}", action));
  if (!access_.session_token.empty()) header("X-Amz-Security-Token: " + access_.session_token);
  const std::string agent = fmt::format("pawl/{}", version());
  const std::string signature = fmt::format("aws:amz:{}:states", access_.region);
  const auto set = [this](CURLoption option, auto value) { curl_.easy_setopt(easy_, option, value); };
  std::array<char, CURL_ERROR_SIZE> failure{};
  curl_.easy_reset(easy_);
  set(CURLOPT_URL, access_.endpoint.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_AWS_SIGV4, signature.c_str());
  set(CURLOPT_USERNAME, access_.key_id.c_str());
  set(CURLOPT_PASSWORD, access_.secret_key.c_str());
  set(CURLOPT_USERAGENT, agent.c_str());
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_POSTFIELDS, body.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kCallSeconds);
  set(CURLOPT_ERRORBUFFER, failure.data());
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, &answer.body);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &look_for_interrupt);
  set(CURLOPT_XFERINFODATA, this);
  if (!access_.ca_bundle.empty()) set(CURLOPT_CAINFO, access_.ca_bundle.c_str());
  answer.result = curl_.easy_perform(easy_);
  curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_.slist_free_all(headers);
  if (answer.result == CURLE_OK) return answer;
  answer.failure = failure[0] != '\0' ? failure.data() : curl_.easy_strerror(answer.result);
  return answer;
}

ApiResult<Value> ApiClient::read(const Answer& answer) const {
  const auto refuse = [](std::string code, std::string message) {
    return tl::unexpected(ApiError{std::move(code), std::move(message)});
  };
  const std::string endpoint = printable(access_.endpoint);
  if (answer.result != CURLE_OK)
    return refuse("", fmt::format("no answer from {}: {}", endpoint, printable(answer.failure)));
  auto body = try_parse_json(answer.body);
  const bool is_object = body && body->is_object();
  const std::string code = is_object ? code_of(*body) : "";
  if (answer.status == 200 && is_object) return std::move(*body);
  if (code.empty()) {
    return refuse("", fmt::format("{} answered with status {} and not as Step Functions' API does: is it the "
                                  "right URL?",
                                  endpoint, answer.status));
  }
  std::string_view said = text_of(*body, "message");
  if (said.empty()) said = text_of(*body, "Message");
  return refuse(code, said.empty() ? code : fmt::format("{}: {}", code, printable(said)));
}

int ApiClient::attempts_for(const Answer& answer, const ApiResult<Value>& result) const {
  const bool is_busy = answer.status == 429 || answer.status >= 500 ||
                       (!result && std::ranges::find(kBusyCodes, result.error().code) != kBusyCodes.end());
  if (is_busy) return kAttempts;
  if (!may_pass(answer.result)) return 1;
  return has_answered_ ? kAttempts : kFirstAttempts;
}

ApiResult<Value> ApiClient::call(std::string_view action, const Value& request) {
  const std::string body = to_json(request);
  int pause_before_next = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    const Answer answer = send(action, body);
    ApiResult<Value> result = read(answer);
    has_answered_ = has_answered_ || result;
    if (result || attempt >= attempts_for(answer, result) || !pause(pause_before_next)) return result;
    pause_before_next = std::min(2 * pause_before_next, kMostPause);
  }
}

}  // namespace pawl::remote
