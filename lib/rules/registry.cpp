#include <algorithm>

#include "asl/place.h"
#include "rules/rules.h"

namespace pawl::rules {

std::span<const Rule* const> registry() {
  static constexpr const Rule* kRules[] = {
      &kNoTerminalState, &kUnreachableState,      &kResourceArn,        &kResourceNotRecognized,
      &kCredentials,     &kHeartbeatBelowTimeout, &kExpressIntegration, &kExpressDistributedMap,
  };
  return kRules;
}

source::Diagnostics check(const asl::StateMachine& machine, const source::Document& document,
                          const Options& options) {
  source::Diagnostics diagnostics;
  for (const Rule* rule : registry()) rule->check(*rule, machine, document, options, diagnostics);
  std::stable_sort(
      diagnostics.begin(), diagnostics.end(),
      [](const source::Diagnostic& a, const source::Diagnostic& b) { return a.span.begin < b.span.begin; });
  return diagnostics;
}

source::Diagnostic finding(const Rule& rule, const asl::State& state, std::string_view field,
                           source::Span span, std::string message) {
  std::string pointer = state.pointer;
  if (!field.empty()) pointer.append("/").append(field);
  std::string aws_path = asl::aws_path_of(pointer);
  return {.severity = rule.severity,
          .rule = std::string(rule.id),
          .code = "SCHEMA_VALIDATION_FAILED",
          .message = std::move(message),
          .pointer = std::move(pointer),
          .aws_path = std::move(aws_path),
          .span = span};
}

}  // namespace pawl::rules
