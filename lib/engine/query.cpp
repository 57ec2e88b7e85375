#include "engine/query.h"

#include "value/dump.h"

namespace pawl::engine {
namespace {

std::string_view kind_of(const Value& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "boolean";
  if (value.is_number()) return "number";
  if (value.is_string()) return "string";
  return value.is_array() ? "array" : "object";
}

std::string_view spelling(Wanted wanted) {
  switch (wanted) {
    case Wanted::Array:
    case Wanted::Collection: return "array";
    case Wanted::Boolean: return "boolean";
    case Wanted::Number: return "number";
    case Wanted::String: return "string";
    case Wanted::Anything: break;
  }
  return "";
}

bool is_wanted(const Value& value, Wanted wanted) {
  return wanted == Wanted::Anything || kind_of(value) == spelling(wanted) ||
         (wanted == Wanted::Collection && value.is_object());
}

/// AWS's sentence for a failed expression, after the expression and its field.
std::string ending(const jsonata::JsonataError& error, RandomSource& random) {
  using Kind = jsonata::JsonataError::Kind;
  if (error.kind == Kind::Function) return "returned an unsupported result type.";
  if (error.kind == Kind::Internal)
    return "threw an internal error during evaluation. " + random_uuid(random);
  const std::string threw = "threw an error during evaluation";
  return error.code.empty() ? threw + ": " + error.message : threw + ". " + error.code + ": " + error.message;
}

}  // namespace

const Value& Query::states(bool with_context) {
  if (!states_.is_null() && (has_context_ || !with_context)) return states_;
  ObjectBuilder states(3);
  states.append(Value::string("input"), frame_.input());
  if (extra_ != nullptr) states.append(Value::string(extra_name_), *extra_);
  if (with_context) states.append(Value::string("context"), frame_.context());
  has_context_ = with_context;
  states_ = states.finish();
  return states_;
}

Evaluated<Value> Query::evaluate(const asl::JsonataExpression& expression, Wanted wanted) {
  const jsonata::Bindings::Named named[] = {{"states", states(expression.reads_context)}};
  const jsonata::Bindings bindings{.named = named, .variables = &frame_.variables()};
  const jsonata::EvaluationOptions options{frame_, frame_.now(),
                                           jsonata::EvaluationLimits::of(jsonata::Dialect::Aws)};
  auto result = jsonata::evaluate(expression.expression, nullptr, bindings, options);
  const auto refuse = [&](std::string_view what) {
    auto failure =
        frame_.query_failure("The JSONata expression '" + expression.text() + "' specified for the field '" +
                                 expression.location + "' " + std::string(what),
                             expression.location);
    failure->span = expression.span;
    return failed(std::move(failure));
  };
  if (!result) return refuse(ending(*result.error(), frame_));
  if (!*result) return refuse("returned nothing (undefined).");
  if (!is_wanted(**result, wanted)) {
    return refuse("returned an unexpected result type. Expected '" + std::string(spelling(wanted)) +
                  "', but was '" + std::string(kind_of(**result)) + "' for value: " + json_shown(**result));
  }
  return std::move(**result);
}

Evaluated<Value> Query::evaluate(const asl::PayloadTemplate& payload_template) {
  return evaluate_node(payload_template.root);
}

Evaluated<Value> Query::evaluate_or(const std::optional<asl::PayloadTemplate>& payload_template,
                                    const Value& otherwise, std::string_view field) {
  if (!payload_template) return otherwise;
  return frame_.observed(field, evaluate(*payload_template));
}

/// Definitions bound their nesting, so this recursion is bounded.
Evaluated<Value> Query::evaluate_node(const asl::TemplateNode& node) {
  using asl::TemplateNode;
  if (const auto* expression = std::get_if<asl::JsonataExpression>(&node.content))
    return evaluate(*expression);
  if (const auto* object = std::get_if<TemplateNode::Object>(&node.content)) {
    ObjectBuilder builder(object->members.size());
    for (const asl::TemplateMember& member : object->members) {
      auto value = evaluate_node(member.node);
      if (!value) return value;
      builder.append(member.key, std::move(*value));
    }
    return builder.finish();
  }
  if (const auto* array = std::get_if<TemplateNode::Array>(&node.content)) {
    ArrayBuilder builder(array->elements.size());
    for (const TemplateNode& element : array->elements) {
      auto value = evaluate_node(element);
      if (!value) return value;
      builder.push(std::move(*value));
    }
    return builder.finish();
  }
  return std::get<Value>(node.content);
}

}  // namespace pawl::engine
