#include "testing/recorded_cases.h"

#include "runs/mock_answers.h"
#include "runs/recorded.h"
#include "testing/judge.h"
#include "value/compare.h"
#include "value/parse.h"

namespace pawl::testing {

namespace {

using workflow::ErrorCode;
using workflow::ServiceResult;

WrittenAnswer answer_of(uint64_t number, const Value& recorded) {
  WrittenAnswer answer{.call = number + 1, .result = {}, .error = {}};
  if (const Value* result = recorded.find("Return")) {
    answer.result = *result;
    return answer;
  }
  const Value& thrown = *recorded.find("Throw");
  if (const Value* error = thrown.find("Error")) answer.error.error = std::string(error->as_string());
  if (const Value* cause = thrown.find("Cause")) answer.error.cause = std::string(cause->as_string());
  return answer;
}

Mock mock_of(const std::string& state, const std::vector<WrittenAnswer>& answers) {
  tasks::MockBinding mock{.responses = {}, .needs_answer = true};
  for (const WrittenAnswer& answer : answers) {
    tasks::MockBinding::Response response;
    if (answer.call != 0) response.invocations = {answer.call - 1, answer.call - 1};
    response.result = answer.result;
    if (!answer.result) response.error = answer.error;
    mock.responses.push_back(std::move(response));
  }
  auto binding = std::make_shared<tasks::Binding>();
  binding->target = std::move(mock);
  binding->origin = "the record";
  return {.of = state, .span = {}, .binding = std::move(binding)};
}

/// The expectations that hold for an execution.
Value expectations_of(const CaseResult& result, const Value& end) {
  ObjectBuilder expect;
  expect.append("status", Value::string(result.status));
  for (const char* name : {"output", "error", "cause", "path"}) {
    if (const Value* value = end.find(name)) expect.append(name, *value);
  }
  return expect.finish();
}

}  // namespace

ServiceResult<CaseRecorder> CaseRecorder::open(const workflow::DefinitionSource& definition) {
  TestFile file;
  file.path = definition.path;
  file.definition = definition.path;
  file.substitutions = definition.substitutions;
  file.type = definition.type;
  PAWL_TRY(auto bench, TestBench::open(std::move(file)));
  return CaseRecorder(std::move(bench));
}

ServiceResult<RecordedCase> CaseRecorder::make(const std::string& run, const std::string& name) {
  PAWL_TRY(const runs::Recorded recorded, runs::find_recorded(run));
  PAWL_TRY(const runs::MockAnswers answers, runs::MockAnswers::read(recorded.files.history));
  const runs::MockAnswers::Rehearsed rehearsed = answers.as_mocked(*bench_->definition().machine, recorded);
  RecordedCase made;
  made.written.name = name;
  made.written.input = answers.input();
  for (const auto& [state, numbered] : rehearsed.numbered) {
    for (const auto& [number, answer] : numbered)
      made.written.mocks[state].push_back(answer_of(number, answer));
  }
  TestCase test;
  test.name = name;
  test.input = made.written.input;
  for (const auto& [state, list] : made.written.mocks) test.mocks.push_back(mock_of(state, list));
  test.expect.any_status = true;
  test.expect.snapshot = true;
  const CaseResult result = bench_->run(test);
  if (result.status.empty()) {
    return workflow::refuse(ErrorCode::Other, "an execution with what '" + run + "' holds comes to no end: " +
                                                  result.failures.front().message);
  }
  const Value end = *parse_json(result.snapshot);
  made.written.expect = expectations_of(result, end);
  made.path = result.status + ": " + path_text(result.path);
  if (result.status != name_of(answers.status())) {
    made.deviation =
        "the record is " + std::string(name_of(answers.status())) + ", the case " + result.status;
  } else if (const Value* output = end.find("output");
             output != nullptr && !deep_equal(*output, answers.output())) {
    made.deviation = "the case has another output than the record";
  }
  return made;
}

}  // namespace pawl::testing
