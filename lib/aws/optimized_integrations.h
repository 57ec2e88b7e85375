// The optimized integrations, arn:aws:states:::SERVICE:ACTION, and how the parameters of each differ from
// those of the API it calls (AWS guide: "Integrating optimized services", the page of each service).
#pragma once
#include <span>
#include <string_view>

namespace pawl::aws {

struct OptimizedIntegration {
  std::string_view service;
  std::string_view action;
  /// The patterns that it supports besides request and response.
  bool sync = false;
  bool sync_two = false;
  bool callback = false;
  /// The API whose parameters it takes, as aws-sdk integrations name it ("sfn:startExecution"); empty: only
  /// those listed here.
  std::string_view api;
  /// Parameters beyond the API's, or not required by it: "QueueUrl MessageBody", "A|B" for one of two.
  std::string_view required;
  std::string_view optional;
  std::string_view dropped;  // the API's, which it does not take
  /// The parameter with the user's payload; empty if there is none.
  std::string_view carrier;
};

std::span<const OptimizedIntegration> optimized_integrations();
/// Null pointer if the table has none. `action` is without its pattern.
const OptimizedIntegration* find_optimized(std::string_view service, std::string_view action);
/// Whether all actions of the service are in the table; false for services it does not have.
bool has_all_actions(std::string_view service);

}  // namespace pawl::aws
