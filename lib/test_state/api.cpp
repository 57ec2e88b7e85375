#include "test_state/api.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/random_source.h"
#include "base/suggestion.h"
#include "base/utf8.h"
#include "test_state/context.h"
#include "test_state/definition.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::test_state {
namespace {

constexpr size_t kMostData = 262'144;  // characters of input, variables, context, result
constexpr size_t kMostDefinition = 1'048'576;

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

tl::unexpected<ApiException> out_of_bounds(std::string_view name, const std::string& constraint) {
  return refuse("1 validation error detected: Value at " + in_quotes(name) +
                " failed to satisfy constraint: " + constraint);
}

/// A member of an object; null pointer: it is absent, or null.
const Value* given(const Value& object, std::string_view name) {
  const Value* value = object.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

OrException<void> check_names(const Value& object, std::span<const std::string_view> names) {
  for (const Member& member : object.members()) {
    const std::string_view name = member.key.as_string();
    if (std::ranges::find(names, name) != names.end()) continue;
    const std::string_view nearest = nearest_name(name, names);
    return refuse("Unknown parameter " + in_quotes(name) +
                  (nearest.empty() ? std::string() : ", did you mean " + in_quotes(nearest) + "?"));
  }
  return {};
}

OrException<std::string> read_text(const Value& value, std::string_view name, size_t least, size_t most) {
  if (!value.is_string()) return refuse(in_quotes(name) + " must be a string", "SerializationException");
  const size_t length = utf8::count(value.as_string());
  if (length < least)
    return out_of_bounds(name, "Member must have length greater than or equal to " + std::to_string(least));
  if (length > most)
    return out_of_bounds(name, "Member must have length less than or equal to " + std::to_string(most));
  return std::string(value.as_string());
}

/// The position of a word in `words`.
OrException<size_t> read_word(const Value& value, std::string_view name,
                              std::span<const std::string_view> words) {
  PAWL_TRY(const std::string word, read_text(value, name, 0, kMostData));
  const auto found = std::ranges::find(words, word);
  if (found != words.end()) return static_cast<size_t>(found - words.begin());
  std::string all;
  for (const std::string_view one : words) all.append(all.empty() ? "" : ", ").append(one);
  return out_of_bounds(name, "Member must satisfy enum value set: [" + all + "]");
}

OrException<std::optional<int64_t>> read_count(const Value& object, std::string_view name) {
  const Value* value = given(object, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_int64()) return refuse(in_quotes(name) + " must be an integer", "SerializationException");
  if (value->as_int64() < 0) return out_of_bounds(name, "Member must have value greater than or equal to 0");
  if (value->as_int64() > INT32_MAX)
    return refuse(in_quotes(name) + " is too large", "SerializationException");
  return value->as_int64();
}

OrException<std::optional<std::string>> read_optional_text(const Value& object, std::string_view name,
                                                           size_t least, size_t most) {
  const Value* value = given(object, name);
  if (value == nullptr) return std::nullopt;
  PAWL_TRY(std::string text, read_text(*value, name, least, most));
  return text;
}

OrException<asl::StateError> read_error(const Value& output) {
  static constexpr std::array<std::string_view, 2> kNames = {"error", "cause"};
  if (!output.is_object()) return refuse("'errorOutput' must be an object", "SerializationException");
  PAWL_CHECK(check_names(output, kNames));
  asl::StateError error;
  PAWL_TRY(error.error, read_optional_text(output, "error", 0, 256));
  PAWL_TRY(error.cause, read_optional_text(output, "cause", 0, asl::kMostCause));
  if (!error.error) return refuse("The error of a mocked errorOutput must be specified");
  return error;
}

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(uint64_t seed) : seed_(seed) {}
  uint64_t next() override { return mix_bits(seed_ + 0x9E3779B97F4A7C15u * ++draws_); }

 private:
  uint64_t seed_;
  uint64_t draws_ = 0;
};

/// Everything of a request but its definition.
OrException<void> read_data(const Value& request, StateTest& test) {
  if (const Value* input = given(request, "input")) {
    auto data = read_json(*input, "input");
    if (!data) {
      return data.error().code == "ValidationException" && input->is_string()
                 ? refuse("Invalid State Machine Execution Input: '" + data.error().message + "'",
                          "InvalidExecutionInput")
                 : tl::unexpected<ApiException>(std::move(data.error()));
    }
    test.input = std::move(*data);
  }
  if (const Value* variables = given(request, "variables")) {
    PAWL_TRY(test.variables, read_json(*variables, "variables"));
    if (!test.variables.is_object()) return refuse("Variables must be a JSON object");
  }
  if (const Value* context = given(request, "context")) {
    PAWL_TRY(test.context, read_json(*context, "context"));
    PAWL_CHECK(check_context(test.context));
  }
  if (const Value* role = given(request, "roleArn")) {
    PAWL_TRY(test.role_arn, read_text(*role, "roleArn", 1, 256));
  } else if (test.mock) {
    test.role_arn = "arn:aws:iam::123456789012:role/pawl";
  }
  return {};
}

}  // namespace

OrException<Value> read_json(const Value& value, std::string_view name) {
  if (value.is_container()) {
    if (value.text_exceeds(kMostData))
      return out_of_bounds(name, "Member must have length less than or equal to 262144");
    return value;
  }
  PAWL_TRY(const std::string text, read_text(value, name, 0, kMostData));
  auto parsed = parse_json(text);
  if (!parsed) return refuse(in_quotes(name) + " is no JSON: " + parsed.error().message);
  return std::move(*parsed);
}

OrException<StateMock> read_mock(const Value& given_mock) {
  static constexpr std::array<std::string_view, 3> kNames = {"result", "errorOutput", "fieldValidationMode"};
  static constexpr std::array<std::string_view, 3> kModes = {"STRICT", "PRESENT", "NONE"};
  if (!given_mock.is_object()) return refuse("'mock' must be an object", "SerializationException");
  PAWL_CHECK(check_names(given_mock, kNames));
  StateMock mock;
  const Value* result = given(given_mock, "result");
  const Value* error = given(given_mock, "errorOutput");
  if ((result != nullptr) == (error != nullptr))
    return refuse("A test mock should have only one of the following fields: [result, errorOutput].");
  if (result != nullptr) {
    auto value = read_json(*result, "result");
    if (!value && result->is_string() && result->as_string().size() <= kMostData)
      return refuse("Mocked result must be valid JSON");
    if (!value) return tl::unexpected<ApiException>(std::move(value.error()));
    mock.result = std::move(*value);
  } else {
    PAWL_TRY(mock.error, read_error(*error));
  }
  if (const Value* mode = given(given_mock, "fieldValidationMode")) {
    PAWL_TRY(const size_t found, read_word(*mode, "mock.fieldValidationMode", kModes));
    mock.validation = static_cast<aws::FieldValidation>(found);
  }
  return mock;
}

OrException<StateConfiguration> read_configuration(const Value& given_configuration) {
  static constexpr std::array<std::string_view, 4> kNames = {"retrierRetryCount", "errorCausedByState",
                                                             "mapIterationFailureCount", "mapItemReaderData"};
  if (!given_configuration.is_object())
    return refuse("'stateConfiguration' must be an object", "SerializationException");
  PAWL_CHECK(check_names(given_configuration, kNames));
  StateConfiguration configuration;
  PAWL_TRY(configuration.retrier_retry_count, read_count(given_configuration, "retrierRetryCount"));
  PAWL_TRY(configuration.map_iteration_failure_count,
           read_count(given_configuration, "mapIterationFailureCount"));
  PAWL_TRY(configuration.error_caused_by_state,
           read_optional_text(given_configuration, "errorCausedByState", 1, 80));
  PAWL_TRY(configuration.map_item_reader_data,
           read_optional_text(given_configuration, "mapItemReaderData", 0, kMostData));
  return configuration;
}

OrException<ApiAnswer> answer_test_state(const Value& request, Millis now, uint64_t seed,
                                         aws::ResultModels& models) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "definition", "roleArn",   "input", "inspectionLevel", "revealSecrets",
      "variables",  "stateName", "mock",  "context",         "stateConfiguration"};
  static constexpr std::array<std::string_view, 3> kLevels = {"INFO", "DEBUG", "TRACE"};
  if (!request.is_object()) return refuse("The request must be a JSON object", "SerializationException");
  PAWL_CHECK(check_names(request, kNames));
  const Value* definition = given(request, "definition");
  if (definition == nullptr) {
    return refuse(
        "1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must "
        "not be null");
  }
  size_t level = 0;
  if (const Value* word = given(request, "inspectionLevel")) {
    PAWL_TRY(level, read_word(*word, "inspectionLevel", kLevels));
  }
  std::optional<StateMock> mock;
  if (const Value* one = given(request, "mock")) {
    PAWL_TRY(mock, read_mock(*one));
  }
  if (const Value* secrets = given(request, "revealSecrets")) {
    if (!secrets->is_boolean()) return refuse("'revealSecrets' must be a boolean", "SerializationException");
    if (secrets->as_boolean() && mock)
      return refuse("TestState does not support RevealSecrets when a mock is specified.");
  }
  StateConfiguration configuration;
  if (const Value* one = given(request, "stateConfiguration")) {
    PAWL_TRY(configuration, read_configuration(*one));
  }
  PAWL_TRY(const std::optional<std::string> name, read_optional_text(request, "stateName", 1, 80));
  std::string text;
  if (definition->is_object()) {
    if (definition->text_exceeds(kMostDefinition))
      return out_of_bounds("definition", "Member must have length less than or equal to 1048576");
    text = to_json(*definition);
  } else {
    PAWL_TRY(text, read_text(*definition, "definition", 1, kMostDefinition));
  }
  PAWL_TRY(const TestedDefinition tested, read_definition(text, name ? &*name : nullptr));

  SeededRandom random(seed);
  StateTest test{.machine = *tested.machine,
                 .state = *tested.state,
                 .input = Value::empty_object(),
                 .machine_name = random_uuid(random),
                 .execution_name = random_uuid(random),
                 .mock = std::move(mock),
                 .configuration = std::move(configuration),
                 .seed = seed,
                 .now = now};
  PAWL_CHECK(read_data(request, test));
  PAWL_TRY(StateTestResult result, test_state(test, models));
  return ApiAnswer{response_of(result, level > 0), std::move(result.unchecked)};
}

Value response_of(const StateTestResult& result, bool is_inspected) {
  ObjectBuilder response(6);
  if (result.output) response.append("output", Value::string(to_json(*result.output)));
  if (result.error.error) response.append("error", Value::string(*result.error.error));
  if (result.error.cause) response.append("cause", Value::string(*result.error.cause));
  if (is_inspected) response.append("inspectionData", result.inspection);
  if (result.next != nullptr) response.append("nextState", Value::string(result.next->name));
  response.append("status", Value::string(name_of(result.status)));
  return response.finish();
}

}  // namespace pawl::test_state
