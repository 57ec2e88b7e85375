// The optimized integrations, arn:aws:states:::SERVICE:ACTION, and what Step Functions adds to or takes from
// the parameters of the API behind each (AWS guide: "Integrating optimized services", the page of each
// service).
#pragma once
#include <span>
#include <string_view>

namespace pawl::aws {

struct OptimizedIntegration {
  std::string_view service;
  std::string_view action;
  /// How it may answer besides request and response.
  bool sync = false;
  bool sync_two = false;
  bool callback = false;
  /// The API whose parameters it takes, as aws-sdk integrations name it ("sfn:startExecution"); empty: only
  /// those listed here.
  std::string_view api;
  /// Parameters beyond the API's, or which the API does not ask for: "QueueUrl MessageBody", "A|B" for one of
  /// two.
  std::string_view required;
  std::string_view optional;
  std::string_view dropped;  // the API's, which it does not take
  /// The parameter that carries what the user sends; empty if there is no such.
  std::string_view carrier;
};

std::span<const OptimizedIntegration> optimized_integrations();
/// Null pointer if the table has none. `action` is without its pattern.
const OptimizedIntegration* find_optimized(std::string_view service, std::string_view action);
/// Whether all actions of the service are in the table; false for services it does not have.
bool has_all_actions(std::string_view service);

}  // namespace pawl::aws
