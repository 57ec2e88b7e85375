// ApiClient: calls to Step Functions' API (AWS JSON 1.0), one at a time, signed with AWS's Signature
// Version 4.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "remote/access.h"
#include "runtime/interrupts.h"
#include "tasks/curl_library.h"
#include "value/value.h"

namespace pawl::remote {

/// Why a call has no result.
struct ApiError {
  std::string code;     // as the service names it: "StateMachineDoesNotExist"; empty: it gave no answer
  std::string message;  // one sentence, with the code
};

template <class T>
using ApiResult = tl::expected<T, ApiError>;

class ApiClient {
 public:
  /// `interrupts` outlives it. Errors: there is no libcurl.
  static Result<std::unique_ptr<ApiClient>> open(Access access, const runtime::Interrupts& interrupts);
  /// The same with what find_access() finds.
  static Result<std::unique_ptr<ApiClient>> connect(const std::string& endpoint_url,
                                                    const std::string& region,
                                                    const runtime::Interrupts& interrupts);
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  /// Asks for `action` ("StartExecution"). An answer that says to slow down, one of a server in trouble and a
  /// connection that breaks are tried again, for some ten seconds; all requests may be repeated.
  ApiResult<Value> call(std::string_view action, const Value& request);

  /// Whether a signal came since hear_interrupt(): calls and pauses break off.
  [[nodiscard]] bool is_interrupted() const { return interrupts_.count() > heard_; }
  void hear_interrupt() { heard_ = interrupts_.count(); }
  /// False: a signal broke it off.
  bool pause(int milliseconds) const;

  [[nodiscard]] const Access& access() const { return access_; }
  [[nodiscard]] const runtime::Interrupts& interrupts() const { return interrupts_; }

 private:
  /// What came back of one request.
  struct Answer {
    CURLcode result = CURLE_OK;
    long status = 0;
    std::string body;
    std::string failure;  // of the connection
  };

  ApiClient(Access access, const tasks::CurlLibrary& curl, const runtime::Interrupts& interrupts);
  Answer send(std::string_view action, const std::string& body);
  [[nodiscard]] ApiResult<Value> read(const Answer& answer) const;
  [[nodiscard]] int attempts_for(const Answer& answer, const ApiResult<Value>& result) const;

  Access access_;
  const tasks::CurlLibrary& curl_;
  const runtime::Interrupts& interrupts_;
  int heard_ = 0;
  CURL* easy_ = nullptr;
  bool has_answered_ = false;
};

}  // namespace pawl::remote
