// Spec: "Fail State".
#include "engine/data_flow.h"
#include "engine/states.h"

namespace pawl::engine {
namespace {

Evaluated<std::optional<std::string>> text_field(Frame& frame,
                                                 const std::optional<asl::PayloadTemplate>& field,
                                                 std::string_view path_field) {
  if (!field) return std::nullopt;
  const auto* expression = std::get_if<asl::JsonataExpression>(&field->root.content);
  auto value = expression != nullptr ? Query(frame).evaluate(*expression, Wanted::String)
                                     : evaluate(frame, *field, frame.input(), path_field);
  if (!field->root.is_literal()) {
    const bool is_path = expression == nullptr;
    value =
        frame.observed(is_path ? path_field : path_field.substr(0, path_field.size() - 4), std::move(value));
  }
  if (!value) return failed(std::move(value.error()));
  if (!value->is_string()) {
    return failed(frame.runtime_failure("The " + std::string(path_field) +
                                        " parameter does not reference a string value"));
  }
  return std::string(value->as_string());
}

}  // namespace

Step enter(Frame& frame, const asl::Fail& fail) {
  auto error = text_field(frame, fail.error, "ErrorPath");
  if (!error) return std::move(error.error());
  auto cause = text_field(frame, fail.cause, "CausePath");
  if (!cause) return std::move(cause.error());
  auto failure = std::make_unique<Failure>();
  failure->error = {std::move(*error), std::move(*cause)};
  return failure;
}

}  // namespace pawl::engine
