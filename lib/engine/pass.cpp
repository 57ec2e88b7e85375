// Spec: "Pass State".
#include "engine/data_flow.h"
#include "engine/states.h"

namespace pawl::engine {

Step enter(Frame& frame, const asl::Pass& pass) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  if (pass.result) return finish_with_result(frame, *frame.observed("Result", *pass.result));
  auto result = evaluate_or(frame, pass.parameters, *input, "Parameters");
  if (!result) return std::move(result.error());
  return finish_with_result(frame, std::move(*result));
}

}  // namespace pawl::engine
