// One state alone: its data flow, and where it leads. What its Task, Map or Parallel gives is mocked (AWS API
// reference: "TestState"; guide: "Testing state machines with TestState API").
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "asl/state_error.h"
#include "asl/state_machine.h"
#include "aws/result_models.h"
#include "engine/command.h"
#include "engine/step.h"

namespace pawl::test_state {

/// What AWS answers where there is no result.
struct ApiException {
  std::string code;     // "ValidationException", "InvalidDefinition"
  std::string message;  // AWS's words where they are known
};

template <class T>
using OrException = tl::expected<T, ApiException>;

/// AWS's form of a request that it refuses.
inline tl::unexpected<ApiException> refuse(std::string message, std::string code = "ValidationException") {
  return tl::unexpected<ApiException>(ApiException{std::move(code), std::move(message)});
}

/// Has one of `result` and `error`.
struct StateMock {
  std::optional<Value> result;
  std::optional<asl::StateError> error;
  aws::FieldValidation validation = aws::FieldValidation::Strict;
};

struct StateConfiguration {
  std::optional<int64_t> retrier_retry_count;        // attempts that the matching Retry has used up
  std::optional<std::string> error_caused_by_state;  // a state within the Map or Parallel
  std::optional<int64_t> map_iteration_failure_count;
  std::optional<std::string> map_item_reader_data;  // the text of the ItemReader's file

  [[nodiscard]] bool is_empty() const {
    return !retrier_retry_count && !error_caused_by_state && !map_iteration_failure_count &&
           !map_item_reader_data;
  }
};

/// Carries out a Task that is not mocked. The outcome is final.
using TaskCaller = std::function<engine::Outcome(const engine::TaskCall& call)>;

struct StateTest {
  const asl::StateMachine& machine;
  const asl::State& state;
  Value input;
  Value variables;                       // an object, or null: there are none
  Value context;                         // the whole context object; null: one is made of what follows
  std::string state_name = "StateName";  // State.Name, as AWS has it in such tests
  std::string machine_name;
  std::string execution_name;
  std::string role_arn;  // empty: null
  std::optional<StateMock> mock;
  StateConfiguration configuration;
  TaskCaller call = nullptr;  // null: a Task needs a mock
  uint64_t seed = 0;          // of random numbers
  Millis now = 0;
};

/// What one field of the state made of the data; its name is the field's ("Parameters",
/// "Catch[0].ResultPath", see engine::DataFlowObserver), or "input", "result", "output", "variables".
struct StateTestStage {
  std::string name;
  Value value;
};

enum class StateTestStatus : uint8_t { Succeeded, Failed, Retriable, CaughtError };

struct StateTestResult {
  StateTestStatus status = StateTestStatus::Failed;
  std::optional<Value> output;         // none if the state failed, or its catcher did
  asl::StateError error;               // unless it succeeded
  std::string failed_field;            // named as in `stages`; empty: it did not fail on one
  source::Span failed_span;            // the expression or path that failed; empty: none
  const asl::State* next = nullptr;    // null: none
  Value inspection;                    // AWS's inspectionData; its data are JSON texts
  std::vector<StateTestStage> stages;  // in the order of evaluation
  std::string unchecked;  // why the mocked result was not compared with the service's model; empty: it was
};

/// Runs the state. An ApiException: what the mock and the configuration ask for does not fit the state.
OrException<StateTestResult> test_state(const StateTest& test, aws::ResultModels& models);

/// "SUCCEEDED", …
std::string_view name_of(StateTestStatus status);

}  // namespace pawl::test_state
