#include "engine/data_flow.h"

#include "intrinsics/expression.h"

namespace pawl::engine {
namespace {

FailurePtr path_not_found(const Frame& frame, const jsonpath::Path& path, std::string_view field,
                          const Value& input) {
  return frame.runtime_failure("The JSONPath '" + path.text() + "' specified for the field '" +
                               std::string(field) + "' could not be found in the input '" +
                               json_shown(input) + "'");
}

tl::expected<Value, jsonpath::PathFailure> at_path(Frame& frame, const jsonpath::Path& path,
                                                   const Value& input) {
  const jsonpath::Scope scope = frame.scope(input);
  if (const Value* found = jsonpath::find(path, scope)) return *found;
  return jsonpath::evaluate(path, scope);
}

Evaluated<Value> template_path(Frame& frame, const jsonpath::Path& path, const Value& input,
                               std::string_view field) {
  if (FailurePtr failure = frame.check_input(path, input)) return failed(std::move(failure));
  auto value = at_path(frame, path, input);
  if (!value) return failed(path_not_found(frame, path, field, input));
  return std::move(*value);
}

/// Notes in a failure which part of the template failed.
Evaluated<Value> placed(const asl::TemplateNode& node, Evaluated<Value> value) {
  if (!value) value.error()->span = node.span;
  return value;
}

/// Definitions bound their nesting, so this recursion is bounded.
Evaluated<Value> evaluate_node(Frame& frame, const asl::TemplateNode& node, const Value& input,
                               std::string_view field) {
  using asl::TemplateNode;
  if (const auto* literal = std::get_if<Value>(&node.content)) return *literal;
  if (const auto* path = std::get_if<jsonpath::Path>(&node.content))
    return placed(node, template_path(frame, *path, input, field));
  if (const auto* call = std::get_if<intrinsics::IntrinsicExpression>(&node.content)) {
    if (input.is_null()) {
      for (const jsonpath::Path* path : call->paths()) {
        if (FailurePtr failure = frame.check_input(*path, input))
          return placed(node, failed(std::move(failure)));
      }
    }
    auto value = intrinsics::evaluate(*call, frame.scope(input), frame);
    if (!value) return placed(node, failed(frame.runtime_failure(value.error().message)));
    return std::move(*value);
  }
  if (const auto* object = std::get_if<TemplateNode::Object>(&node.content)) {
    ObjectBuilder builder(object->members.size());
    for (const asl::TemplateMember& member : object->members) {
      auto value = evaluate_node(frame, member.node, input, member.field_name);
      if (!value) return value;
      builder.append(member.key, std::move(*value));
    }
    return builder.finish();
  }
  if (const auto* array = std::get_if<TemplateNode::Array>(&node.content)) {
    ArrayBuilder builder(array->elements.size());
    for (const TemplateNode& element : array->elements) {
      auto value = evaluate_node(frame, element, input, field);
      if (!value) return value;
      builder.push(std::move(*value));
    }
    return builder.finish();
  }
  return Value();  // only JSONata states have expressions
}

FailurePtr invalid_path(const Frame& frame, const jsonpath::Path& path, const std::string& why) {
  return frame.runtime_failure("Invalid path '" + path.text() + "' : " + why);
}

/// The value at a path that is a field's whole content.
Evaluated<Value> field_path(Frame& frame, const jsonpath::Path& path, const Value& input) {
  if (FailurePtr failure = frame.check_input(path, input)) return failed(std::move(failure));
  auto value = at_path(frame, path, input);
  if (!value) return failed(invalid_path(frame, path, value.error().message));
  return std::move(*value);
}

Evaluated<Value> data_path(Frame& frame, const asl::DataPath& field, const Value& input,
                           std::string_view name) {
  if (field.keeps_all()) return input;
  if (field.is_null) return frame.observed(name, Value::empty_object());
  return frame.observed(name, field_path(frame, field.path, input));
}

bool is_jsonata(const Frame& frame) { return frame.state().query_language == asl::QueryLanguage::JSONata; }

/// Assign's variables with `input` as `$`; null where there is no Assign.
Evaluated<Value> assigned(Frame& frame, const std::optional<asl::PayloadTemplate>& assign,
                          const Value& input) {
  if (!assign) return Value();
  return frame.observed("Assign", evaluate(frame, *assign, input, "Assign"));
}

Evaluated<Value> write_result(Frame& frame, const asl::ResultPath& field, Value result) {
  if (field.is_null) return frame.observed("ResultPath", frame.input());
  if (field.path.is_root_only()) return result;
  auto merged = field.path.write(frame.input(), std::move(result));
  if (!merged) return frame.observed("ResultPath", failed(Frame::path_conflict(std::move(merged.error()))));
  return frame.observed("ResultPath", std::move(*merged));
}

Step transition(Frame& frame, const asl::State* next, Value output, Value variables) {
  if (FailurePtr failure = frame.check_size(output, "returned a result")) return failure;
  return Transition{next, std::move(output), std::move(variables)};
}

/// The end of a JSONata state: Assign, then Output or its default.
Step finish(Query query, Frame& frame, const asl::State* next, const Value& data,
            const std::optional<asl::PayloadTemplate>& assign,
            const std::optional<asl::PayloadTemplate>& output) {
  auto variables = query.evaluate_or(assign, Value(), "Assign");
  if (!variables) return std::move(variables.error());
  auto value = query.evaluate_or(output, data, "Output");
  if (!value) return std::move(value.error());
  return transition(frame, next, std::move(*value), std::move(*variables));
}

}  // namespace

Evaluated<Value> effective_input(Frame& frame) {
  return data_path(frame, frame.state().input_path, frame.input(), "InputPath");
}

Evaluated<Value> evaluate(Frame& frame, const asl::PayloadTemplate& payload_template, const Value& input,
                          std::string_view field) {
  if (is_jsonata(frame)) return Query(frame).evaluate(payload_template);
  return evaluate_node(frame, payload_template.root, input, field);
}

Evaluated<Value> evaluate_or(Frame& frame, const std::optional<asl::PayloadTemplate>& payload_template,
                             const Value& input, std::string_view field) {
  if (!payload_template) return input;
  return frame.observed(is_jsonata(frame) ? "Arguments" : field,
                        evaluate(frame, *payload_template, input, field));
}

Evaluated<FieldValue> field_value(Frame& frame, const asl::DynamicField& field, const Value& input,
                                  Wanted wanted, std::string_view name) {
  if (field.is_absent()) return FieldValue{};
  if (const Value* literal = field.literal()) return FieldValue{*literal, {}, {}};
  if (const auto* path = std::get_if<jsonpath::Path>(&field.content)) {
    auto value = frame.observed(std::string(name) + "Path", field_path(frame, *path, input));
    if (!value) return failed(std::move(value.error()));
    return FieldValue{std::move(*value), path->text(), {}};
  }
  const auto& expression = std::get<asl::JsonataExpression>(field.content);
  auto value = frame.observed(name, Query(frame).evaluate(expression, wanted));
  if (!value) return failed(std::move(value.error()));
  return FieldValue{std::move(*value), {}, expression.location};
}

Step finish_with_result(Frame& frame, Value result) {
  const asl::State& state = frame.state();
  if (is_jsonata(frame))
    return finish(Query(frame, "result", result), frame, state.next, result, state.assign, state.output);
  if (state.result_selector) {
    auto selected =
        frame.observed("ResultSelector", evaluate(frame, *state.result_selector, result, "ResultSelector"));
    if (!selected) return std::move(selected.error());
    result = std::move(*selected);
  }
  auto variables = assigned(frame, state.assign, result);
  if (!variables) return std::move(variables.error());
  auto merged = write_result(frame, state.result_path, std::move(result));
  if (!merged) return std::move(merged.error());
  auto output = data_path(frame, state.output_path, *merged, "OutputPath");
  if (!output) return std::move(output.error());
  return transition(frame, state.next, std::move(*output), std::move(*variables));
}

Step finish_with_input(Frame& frame, const Value& input, const asl::State* next,
                       const std::optional<asl::PayloadTemplate>& assign,
                       const std::optional<asl::PayloadTemplate>& jsonata_output) {
  if (is_jsonata(frame)) return finish(Query(frame), frame, next, input, assign, jsonata_output);
  auto variables = assigned(frame, assign, input);
  if (!variables) return std::move(variables.error());
  auto output = data_path(frame, frame.state().output_path, input, "OutputPath");
  if (!output) return std::move(output.error());
  return transition(frame, next, std::move(*output), std::move(*variables));
}

Step finish_with_error(Frame& frame, const asl::StateError& error, const asl::Catcher& catcher) {
  const Value result = error_output(error);
  if (frame.is_observed()) {
    const auto index = static_cast<size_t>(&catcher - frame.state().catchers.data());
    (void)frame.observed("Catch[" + std::to_string(index) + "]", result);
    frame.enter_part("Catch", index);
  }
  if (is_jsonata(frame)) {
    return finish(Query(frame, "errorOutput", result), frame, catcher.next, result, catcher.assign,
                  catcher.output);
  }
  auto variables = assigned(frame, catcher.assign, result);
  if (!variables) return std::move(variables.error());
  auto output = write_result(frame, catcher.result_path, result);
  if (!output) return std::move(output.error());
  return transition(frame, catcher.next, std::move(*output), std::move(*variables));
}

Value error_output(const asl::StateError& error) {
  const auto text = [](const std::optional<std::string>& part) {
    return part ? Value::string(*part) : Value();
  };
  // A timeout has no cause in the history, but an empty one for its catcher (recorded); a bare failure has
  // two nulls.
  Value cause = text(error.cause);
  if (!error.cause && error.error == "States.Timeout") cause = Value::string("");
  return Value::object({{"Error", text(error.error)}, {"Cause", std::move(cause)}});
}

}  // namespace pawl::engine
