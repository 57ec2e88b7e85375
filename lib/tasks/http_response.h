// From an HTTP response to the outcome of its Task.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asl/state_error.h"
#include "tasks/binding.h"
#include "value/value.h"

namespace pawl::tasks {

struct HttpResponse {
  long status = 0;
  std::string status_text;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in the order received
  std::string body;

  /// Adds a line of the head; a status line starts a new head (after 100 Continue, say).
  void take_head_line(std::string_view line);
  /// The first header of that name (in lower case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// http:invoke and apigateway:invoke give AWS's {"Headers", "ResponseBody", "StatusCode", "StatusText"},
/// other bindings the body. Errors: States.Http.StatusCode.N, of apigateway:invoke ApiGateway.N, with the
/// body as cause; a body that cannot be taken. What is cut of a body for a cause is masked.
tl::expected<Value, asl::StateError> read_response(const HttpResponse& response, const Binding& binding,
                                                   std::span<const std::string> secrets);

}  // namespace pawl::tasks
