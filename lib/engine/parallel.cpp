// Spec: "Parallel State".
#include "engine/data_flow.h"
#include "engine/states.h"

namespace pawl::engine {

Step enter(Frame& frame, const asl::Parallel& parallel) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  auto parameters = evaluate_or(frame, parallel.parameters, *input, "Parameters");
  if (!parameters) return std::move(parameters.error());
  const auto count = static_cast<uint32_t>(parallel.branches.size());
  return Fork{count, count, Value(), std::move(*parameters)};
}

}  // namespace pawl::engine
