#include "engine/frame.h"

#include "value/dump.h"

namespace pawl::engine {

namespace {

FailurePtr make_failure(const Frame::Parts& parts, std::string_view error, std::string_view message) {
  auto failure = std::make_unique<Failure>();
  failure->error.error = error;
  failure->error.cause = "An error occurred while executing the state '" + parts.state.name +
                         "' (entered at the event id #" + std::to_string(parts.entered) + "). " +
                         std::string(message);
  return failure;
}

}  // namespace

FailurePtr Frame::runtime_failure(std::string_view message) const {
  auto failure = make_failure(parts_, "States.Runtime", message);
  failure->catchable = false;
  return failure;
}

FailurePtr Frame::path_conflict(std::string cause) {
  auto failure = std::make_unique<Failure>();
  failure->error = {"States.ReferencePathConflict", std::move(cause)};
  failure->catchable = false;
  return failure;
}

FailurePtr Frame::query_failure(std::string_view message, std::string_view location) const {
  auto failure = make_failure(parts_, "States.QueryEvaluationError", message);
  failure->in_query = true;
  failure->location = location;
  return failure;
}

void Frame::tell(std::string_view field, const Evaluated<Value>& value) {
  const std::string place = part_ + std::string(field);
  if (value) parts_.observer->evaluated(*this, place, *value);
  else if (value.error()->field.empty()) value.error()->field = place;
}

FailurePtr Frame::null_input() const {
  return runtime_failure("Unable to apply Path transformation to null or empty input.");
}

FailurePtr Frame::check_size(const Value& value, std::string_view what) const {
  if (parts_.payload_limit == 0 || !value.text_exceeds(parts_.payload_limit)) return nullptr;
  return too_large(state().name, what);
}

FailurePtr too_large(std::string_view name, std::string_view what) {
  auto failure = std::make_unique<Failure>();
  failure->error = {"States.DataLimitExceeded", size_cause(name, what)};
  return failure;
}

std::string json_shown(const Value& value) {
  constexpr uint64_t kMost = uint64_t{1} << 20;
  return value.text_exceeds(kMost) ? "(larger than 1 MiB)" : to_json(value);
}

std::string size_cause(std::string_view name, std::string_view what) {
  return "The state/task '" + std::string(name) + "' " + std::string(what) +
         " with a size exceeding the maximum number of bytes service limit.";
}

}  // namespace pawl::engine
