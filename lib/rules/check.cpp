#include "rules/check.h"

#include "asl/place.h"

namespace pawl::rules {

source::Diagnostic& Check::report(const asl::State& state, std::string_view field, std::string message) {
  source::Span span = state.name_span;
  if (!field.empty()) {
    const source::Node* node = facts_.find(state, field);
    if (node != nullptr) span = node->span;
  }
  return report(state, field, span, std::move(message));
}

source::Diagnostic& Check::report(const asl::State& state, std::string_view field, source::Span span,
                                  std::string message) {
  std::string pointer = state.pointer;
  if (!field.empty()) pointer.append("/").append(field);
  return push(std::move(pointer), span, std::move(message));
}

source::Diagnostic& Check::report_machine(std::string pointer, source::Span span, std::string message) {
  return push(std::move(pointer), span, std::move(message));
}

source::Diagnostic& Check::push(std::string pointer, source::Span span, std::string message) {
  std::string aws_path = asl::aws_path_of(pointer);
  return diagnostics_.emplace_back(source::Diagnostic{.severity = rule_.severity,
                                                      .rule = std::string(rule_.id),
                                                      .code = std::string(rule_.code),
                                                      .message = std::move(message),
                                                      .pointer = std::move(pointer),
                                                      .aws_path = std::move(aws_path),
                                                      .hint = {},
                                                      .span = span});
}

std::string quoted_name(std::string_view name) { return "'" + source::shown(name) + "'"; }

}  // namespace pawl::rules
