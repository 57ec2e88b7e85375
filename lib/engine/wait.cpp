// Spec: "Wait State". Causes as recorded from AWS.
#include "engine/data_flow.h"
#include "engine/states.h"
#include "value/dump.h"

namespace pawl::engine {
namespace {

constexpr int64_t kLongestWait = 2'147'483'647;  // seconds: 24,855 days

Step until(Frame& frame, Millis at) {
  if (at <= frame.now()) return finish_wait(frame);
  if ((at - frame.now()) / 1000 > kLongestWait) return frame.runtime_failure("Wait state delay is too long.");
  return Sleep{at};
}

Step wait_seconds(Frame& frame, const FieldValue& field) {
  const auto refuse = [&](std::string_view what) {
    if (!field.location.empty()) {
      return frame.query_failure("The Seconds field " + std::string(what) + ": " + to_text(field.value),
                                 field.location);
    }
    return frame.runtime_failure("The SecondsPath parameter " + std::string(what) + ": " + field.path +
                                 " == " + to_text(field.value));
  };
  if (!field.value.is_int64()) return refuse("cannot be parsed as a long value");
  const int64_t seconds = field.value.as_int64();
  if (seconds < 0) return refuse("references a negative value");
  if (seconds > kLongestWait) return frame.runtime_failure("Wait state delay is too long.");
  return until(frame, frame.now() + seconds * 1000);
}

Step wait_timestamp(Frame& frame, const FieldValue& field) {
  const auto at = field.value.is_string() ? parse_timestamp(field.value.as_string()) : std::nullopt;
  if (!at && !field.location.empty()) {
    return frame.query_failure(
        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: " +
            to_text(field.value),
        field.location);
  }
  if (!at) {
    return frame.runtime_failure(
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format "
        "string: " +
        field.path + " == " + to_text(field.value));
  }
  return until(frame, *at);
}

}  // namespace

Step enter(Frame& frame, const asl::Wait& wait) {
  const bool by_seconds = wait.form == asl::Wait::Form::Seconds;
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  FieldValue field;
  if (const auto* path = std::get_if<jsonpath::Path>(&wait.until.content)) {
    const std::string name = by_seconds ? "SecondsPath" : "TimestampPath";
    auto found = jsonpath::evaluate(*path, frame.scope(*input));
    FailurePtr failure = frame.check_input(*path, *input);
    if (!failure && !found) {
      failure = frame.runtime_failure("The " + name +
                                      " parameter does not reference an input value: " + path->text());
    }
    auto value =
        frame.observed(name, failure ? failed(std::move(failure)) : Evaluated<Value>(std::move(*found)));
    if (!value) return std::move(value.error());
    field = {std::move(*value), path->text(), {}};
  } else {
    auto value = by_seconds ? field_value(frame, wait.until, *input, Wanted::Number, "Seconds")
                            : field_value(frame, wait.until, *input, Wanted::String, "Timestamp");
    if (!value) return std::move(value.error());
    field = std::move(*value);
  }
  return by_seconds ? wait_seconds(frame, field) : wait_timestamp(frame, field);
}

Step finish_wait(Frame& frame) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  return finish_with_input(frame, *input, frame.state().next, frame.state().assign, frame.state().output);
}

}  // namespace pawl::engine
