// Spec: "Succeed State".
#include "engine/data_flow.h"
#include "engine/states.h"

namespace pawl::engine {

Step enter(Frame& frame, const asl::Succeed&) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  return finish_with_input(frame, *input, nullptr, std::nullopt, frame.state().output);
}

}  // namespace pawl::engine
