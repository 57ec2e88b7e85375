// Query: JSONata in a state (spec: "JSONata"): expressions with $states and the workflow's variables, and
// what AWS says when one fails.
#pragma once
#include <string_view>

#include "engine/frame.h"

namespace pawl::engine {

/// What a field's expression must give. Collection: an array or an object.
enum class Wanted : uint8_t { Anything, Array, Collection, Boolean, Number, String };

/// Borrows the frame; lives for one step of a state's data flow.
class Query {
 public:
  /// $states holds the state's input and the context object.
  explicit Query(Frame& frame) : frame_(frame) {}
  /// With one member more: `result`, or `errorOutput` in a Catcher.
  Query(Frame& frame, std::string_view extra_name, const Value& extra)
      : frame_(frame), extra_name_(extra_name), extra_(&extra) {}

  /// Failures are States.QueryEvaluationError; an undefined result and one of the wrong type are failures
  /// too.
  Evaluated<Value> evaluate(const asl::JsonataExpression& expression, Wanted wanted = Wanted::Anything);
  /// The template with its expressions replaced.
  Evaluated<Value> evaluate(const asl::PayloadTemplate& payload_template);
  /// The same as the field named so, or `otherwise` where there is no template.
  Evaluated<Value> evaluate_or(const std::optional<asl::PayloadTemplate>& payload_template,
                               const Value& otherwise, std::string_view field);

 private:
  Evaluated<Value> evaluate_node(const asl::TemplateNode& node);
  const Value& states(bool with_context);

  Frame& frame_;
  std::string_view extra_name_;
  const Value* extra_ = nullptr;
  Value states_;
  bool has_context_ = false;
};

}  // namespace pawl::engine
