// AWS's TestState API: a request in JSON, answered in JSON (AWS API reference: "TestState").
#pragma once
#include "test_state/state_test.h"

namespace pawl::test_state {

struct ApiAnswer {
  Value response;
  std::string unchecked;  // see StateTestResult
};

/// `request`: the members of TestStateInput. Where AWS has a text that holds JSON (definition, input,
/// context, variables, mock.result) an object or an array may stand itself. `now` and `seed` stand for clock
/// and dice. Nothing is ever called: a Task needs a mock.
OrException<ApiAnswer> answer_test_state(const Value& request, Millis now, uint64_t seed,
                                         aws::ResultModels& models);

/// TestStateOutput. inspectionData is there where `is_inspected`.
Value response_of(const StateTestResult& result, bool is_inspected);

/// A `mock` and a `stateConfiguration` as they stand in a request.
OrException<StateMock> read_mock(const Value& mock);
OrException<StateConfiguration> read_configuration(const Value& configuration);

/// A variable's or context object's text, or the value itself; `name` is the parameter's.
OrException<Value> read_json(const Value& given, std::string_view name);

}  // namespace pawl::test_state
