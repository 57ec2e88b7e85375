#include "engine/frame.h"

namespace pawl::engine {

FailurePtr Frame::runtime_failure(std::string_view message) const {
  auto failure = std::make_unique<Failure>();
  failure->error.error = "States.Runtime";
  failure->error.cause = "An error occurred while executing the state '" + state().name + "' (entered at the event id #" +
                         std::to_string(parts_.entered) + "). " + std::string(message);
  failure->catchable = false;
  return failure;
}

FailurePtr Frame::check_size(const Value& value, std::string_view what) const {
  if (parts_.payload_limit == 0 || !value.text_exceeds(parts_.payload_limit)) return nullptr;
  auto failure = std::make_unique<Failure>();
  failure->error = {"States.DataLimitExceeded", size_cause(state().name, what)};
  return failure;
}

std::string size_cause(std::string_view name, std::string_view what) {
  return "The state/task '" + std::string(name) + "' " + std::string(what) +
         " with a size exceeding the maximum number of bytes service limit.";
}

}  // namespace pawl::engine
