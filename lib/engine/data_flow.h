// How data goes through a state (spec: "Data": InputPath, Parameters, ResultSelector, ResultPath, OutputPath,
// Assign; of JSONata states Arguments, Output, Assign). The state files call these functions in the order
// that their type prescribes.
#pragma once
#include "engine/query.h"
#include "engine/step.h"

namespace pawl::engine {

/// The state's input after InputPath.
Evaluated<Value> effective_input(Frame& frame);

/// A template with its paths read in `input`; `field` names it in causes when it is one expression
/// ("ErrorPath"). JSONata reads $states instead, which has no result yet.
Evaluated<Value> evaluate(Frame& frame, const asl::PayloadTemplate& payload_template, const Value& input,
                          std::string_view field);
/// The template's value, or `input` where there is none.
Evaluated<Value> evaluate_or(Frame& frame, const std::optional<asl::PayloadTemplate>& payload_template,
                             const Value& input, std::string_view field);

/// A field that may be a literal, a path or an expression; null where it is absent. `name` is the field's
/// without "Path".
struct FieldValue {
  Value value;
  std::string path;      // the path it came from; empty: there is none
  std::string location;  // the field whose JSONata gave it; empty: there is none
};
Evaluated<FieldValue> field_value(Frame& frame, const asl::DynamicField& field, const Value& input,
                                  Wanted wanted, std::string_view name);

/// The ends of states that have a result (Pass, Task, Parallel, Map): ResultSelector, Assign, ResultPath,
/// OutputPath.
Step finish_with_result(Frame& frame, Value result);
/// The ends of states that pass their input on (Choice, Wait, Succeed): Assign, OutputPath, in JSONata states
/// Output.
Step finish_with_input(Frame& frame, const Value& input, const asl::State* next,
                       const std::optional<asl::PayloadTemplate>& assign,
                       const std::optional<asl::PayloadTemplate>& jsonata_output);
/// The end of a state whose error a catcher takes: the catcher's Assign and ResultPath or Output.
Step finish_with_error(Frame& frame, const asl::StateError& error, const asl::Catcher& catcher);

/// {"Error": …, "Cause": …} as catchers get it.
Value error_output(const asl::StateError& error);

}  // namespace pawl::engine
